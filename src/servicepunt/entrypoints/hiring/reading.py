"""A published text as it came in: pasted or as a file, checked before it is read."""

from django.core.files.uploadedfile import UploadedFile

from servicepunt.domains.hiring.rules.reading import Draft, read_request
from servicepunt.entrypoints.hiring.draftform import Parts
from servicepunt.entrypoints.hiring.values import Unreadable, read_moment

MOST = 200_000  # characters; a long request has some 15,000
_LEAST = 40
# What becomes fields of the form; as text it would say the same thing in a second place (H-013).
_IN_FIELDS = {
    "knockouts", "criteria", "competenties", "functieschaal", "fee", "benodigd", "offerte", "werkdagen", "planning",
    "meer",
}  # fmt: skip
_KINDS = {
    b"%PDF": "een PDF. Open hem, kopieer de tekst en plak die hier.",
    b"PK\x03\x04": "een Word-bestand of zip. Open het, kopieer de tekst en plak die hier.",
    b"\xd0\xcf\x11\xe0": "een oud Word-bestand. Open het, kopieer de tekst en plak die hier.",
}


class TextRefused(ValueError):
    """We do not read this; the message says in Dutch why, and what does work."""


def text_of(pasted: str, upload: UploadedFile[bytes] | None) -> str:
    """
    Return the text of a file, or else what was pasted.

    :raises TextRefused: if it is empty, too long, or no text that we can be sure of.
    """
    text = _decoded(upload) if upload is not None else pasted
    if "\0" in text:
        raise TextRefused("In de tekst staan tekens die geen tekst zijn. Plak de tekst uit het document zelf.")
    if len(text) > MOST:
        raise TextRefused(f"De tekst is te lang: hoogstens {MOST:,} tekens.".replace(",", "."))
    if len(text.strip()) < _LEAST:
        raise TextRefused("Plak de hele tekst van de aanvraag, of kies een bestand.")
    return text.replace("\r\n", "\n")


def _decoded(upload: UploadedFile[bytes]) -> str:
    if (upload.size or 0) > 4 * MOST:
        raise TextRefused("Het bestand is te groot: hoogstens 800 kB aan tekst.")
    content: bytes = upload.read()
    for start, words in _KINDS.items():
        if content.startswith(start):
            raise TextRefused(f"Dit is {words}")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise TextRefused(
            "Dit bestand is geen tekst in UTF-8. Bewaar het als platte tekst met codering UTF-8, of plak de tekst."
        ) from None


def read(text: str) -> tuple[Parts, Draft]:
    """Return the parts of a draft that a text gives, and all that was read; moments that do not exist are left open."""
    draft = read_request(text)
    for name in ("sluiting", "vragen_tot"):
        try:
            if name in draft.request:
                read_moment(str(draft.request[name]))
        except Unreadable as fault:
            draft.open_points.append(f"{name.replace('_', ' ').capitalize()}: {fault}")
            del draft.request[name]
    texts = {name: [line.strip() for line in lines] for name, lines in draft.texts.items() if name not in _IN_FIELDS}
    return Parts(dict(draft.request), dict(draft.settings), texts), draft
