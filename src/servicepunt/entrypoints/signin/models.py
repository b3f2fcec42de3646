"""What all web processes remember together."""

from django.db import models


class Remembered(models.Model):
    """A row of Django's database cache: here failures to sign in are counted, whichever process saw them."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
