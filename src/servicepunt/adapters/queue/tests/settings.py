"""The queue alone, without the rest of the product, on the database of the environment."""

import os

from servicepunt.config import environment as env

SECRET_KEY = "only-for-tests"
USE_TZ = True
INSTALLED_APPS = ["servicepunt.adapters.queue"]
DATABASES = {"default": env.database(os.environ["SERVICEPUNT_DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "servicepunt.adapters.queue.backend.LeaseBackend", "QUEUES": []}}
