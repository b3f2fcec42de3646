"""The one answer for what does not exist and for what one may not see."""


class NotThere(LookupError):
    """It does not exist, or this person may not see it: pages answer 404 to both."""
