"""Signing in as an app: it has a table and a script."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Carry the table in which all web processes count failures together."""

    name = "servicepunt.entrypoints.signin"
    label = "signin"
    default_auto_field = "django.db.models.BigAutoField"
