"""How Django knows this part."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Name the app `people`."""

    name = "servicepunt.domains.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
