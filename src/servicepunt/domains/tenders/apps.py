"""How Django knows this part."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    """Name the app `tenders`."""

    name = "servicepunt.domains.tenders"
    label = "tenders"
    default_auto_field = "django.db.models.BigAutoField"
