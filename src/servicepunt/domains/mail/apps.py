"""How Django knows this part."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Name the app `mail`."""

    name = "servicepunt.domains.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"
