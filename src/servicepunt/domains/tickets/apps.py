"""How Django knows this part."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Name the app `tickets`."""

    name = "servicepunt.domains.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"
