"""How Django knows this part."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    """Name the app `queue`."""

    name = "servicepunt.adapters.queue"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"
