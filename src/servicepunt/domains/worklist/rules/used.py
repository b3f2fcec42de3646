"""How much of the time that we promised is used."""

from datetime import timedelta

STEP = 5
SOON = 70


def share_used(left: timedelta, target: timedelta) -> int:
    """
    Return the share of the target that is used, in steps of five percent, as far as it is certain.

    >>> share_used(timedelta(hours=3), timedelta(hours=4)), share_used(timedelta(hours=-1), timedelta(hours=4))
    (25, 100)
    """
    if left <= timedelta():
        return 100
    # After an agreement that promises more, or less time that counts, more can be left than was promised.
    return max(0, 100 * (target - left) // target // STEP * STEP)
