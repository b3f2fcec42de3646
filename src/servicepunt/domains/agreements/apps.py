"""How Django knows this part."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Name the app `agreements`."""

    name = "servicepunt.domains.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
