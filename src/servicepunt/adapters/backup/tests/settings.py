"""A small product, on the database and the folder of the environment."""

import os

from servicepunt.adapters.queue.tests.settings import *  # noqa: F403  # settings are names; these are the queue's, and one more

FILES_ROOT = os.environ["SERVICEPUNT_FILES"]
