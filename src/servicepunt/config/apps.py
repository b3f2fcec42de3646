"""What happens when the product starts."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class FrameConfig(AppConfig):
    """Connect events to their listeners once every app is ready."""

    name = "servicepunt.config"
    label = "frame"

    def ready(self) -> None:
        """Connect the wiring and the checks; tasks and tables can only be imported now."""
        import_module("servicepunt.config.wiring").connect()
        import_module("servicepunt.config.checks").connect()
        if settings.DEMO:
            import_module("servicepunt.entrypoints.demo.clock").connect()
