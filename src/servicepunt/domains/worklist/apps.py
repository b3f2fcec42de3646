"""How Django knows this part."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """Name the app `worklist`."""

    name = "servicepunt.domains.worklist"
    label = "worklist"
    default_auto_field = "django.db.models.BigAutoField"
