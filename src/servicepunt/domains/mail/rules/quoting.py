"""Folding away what somebody quotes and signs with; nothing is deleted."""

import re

_STARTS = re.compile(
    r"(?m)^\s*(?:"
    r"-{2,}\s*(?:oorspronkelijk bericht|original message|doorgestuurd bericht|forwarded message|"
    r"ursprüngliche nachricht)\s*-{2,}"
    r"|(?:van|from|von|de)\s*:.+\n(?:\s*.*\n){0,3}\s*(?:verzonden|sent|gesendet|envoyé|datum|date|aan|to|an|à)\s*:"
    r"|(?:op|on|am|le)\b.{6,200}(?:schreef|wrote|schrieb|a écrit)\b.*:?\s*$"
    r"|_{10,}\s*$"
    r"|(?:verzonden vanaf|sent from|gesendet von|envoyé de)\b.{1,60}$"
    r"|-- ?$"
    r"|>.*(?:\n>.*)+\s*\Z"
    r")",
    re.IGNORECASE,
)


def split_reply(text: str) -> tuple[str, str]:
    """Return what was written and what is folded away; together they are the whole text."""
    for match in _STARTS.finditer(text):
        visible = text[: match.start()].rstrip()
        if visible:
            return visible, text[match.start() :].strip("\n")
    return text.strip(), ""
