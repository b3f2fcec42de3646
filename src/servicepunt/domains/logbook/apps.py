"""How Django knows this part."""

from django.apps import AppConfig


class LogbookConfig(AppConfig):
    """Name the app `logbook`."""

    name = "servicepunt.domains.logbook"
    label = "logbook"
    default_auto_field = "django.db.models.BigAutoField"
