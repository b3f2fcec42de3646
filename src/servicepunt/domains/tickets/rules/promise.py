"""What the requester hears first: what happens next, and when."""

from datetime import datetime

from servicepunt.foundation.text import dutch_moment

_BY_CLOCK = {
    "acknowledge": "Je krijgt uiterlijk {moment} een eerste reactie.",
    "answer": "Je krijgt uiterlijk {moment} antwoord.",
    "resolve": "We willen dit uiterlijk {moment} hebben opgelost.",
}


def promise_for(
    *,
    status: str,
    wait_reason: str,
    wait_note: str,
    wait_until: datetime | None,
    due_at: datetime | None,
    due_clock: str,
    at: datetime,
) -> str:
    """Return the sentence that stands above status and number in the portal and in the receipt."""
    if status == "closed":
        return "Deze melding is afgerond."
    if status == "solved":
        return "Volgens ons is dit opgelost. Laat weten of dat klopt."
    if status == "waiting" and wait_until is not None:
        return _waiting(wait_reason, wait_note, dutch_moment(wait_until, at))
    if due_at is None:
        return "We zijn ermee bezig. Je hoort van ons."
    if due_at < at:
        return "Dit duurt langer dan we beloofden. We zijn ermee bezig en laten van ons horen."
    return _BY_CLOCK.get(due_clock, "Je hoort uiterlijk {moment} van ons.").format(moment=dutch_moment(due_at, at))


def _waiting(reason: str, note: str, until: str) -> str:
    extra = f" {note}" if note else ""
    if reason == "requester":
        return f"We wachten op jou. {note or 'Schrijf een bericht, dan gaan we verder.'}"
    if reason == "supplier":
        return f"We wachten op de leverancier. Je hoort {until} van ons."
    if reason == "appointment":
        return f"Dit staat gepland voor {until}.{extra}"
    return f"We wachten op akkoord. Je hoort {until} van ons."
