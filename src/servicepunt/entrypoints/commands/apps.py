"""How Django finds the commands."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    """Name the app `commands`."""

    name = "servicepunt.entrypoints.commands"
    label = "commands"
