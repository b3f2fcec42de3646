"""What a message holds: the text to show, the HTML, and the files byte for byte."""

import re
from dataclasses import dataclass, field

from servicepunt.domains.mail.rules.charsets import text_of
from servicepunt.domains.mail.rules.headers import decoded, one_line, with_parameters
from servicepunt.domains.mail.rules.html_text import text_of_html
from servicepunt.domains.mail.rules.mime import MimePart, split_head
from servicepunt.domains.mail.rules.tnef import unpack

_ENDINGS = {
    "message/rfc822": ".eml", "message/global": ".eml", "text/calendar": ".ics", "application/ics": ".ics",
    "text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/x-vcard": ".vcf", "text/vcard": ".vcf",
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/bmp": ".bmp",
    "image/tiff": ".tif", "image/webp": ".webp", "image/heic": ".heic", "application/zip": ".zip",
    "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m", "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s", "application/pgp-signature": ".asc", "application/pgp-keys": ".asc",
    "application/pgp-encrypted": ".txt", "application/ms-tnef": ".dat", "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt", "message/feedback-report": ".txt", "text/rfc822-headers": ".txt",
    "application/msword": ".doc", "application/rtf": ".rtf", "text/rtf": ".rtf", "audio/mpeg": ".mp3",
    "audio/wav": ".wav", "audio/x-wav": ".wav", "video/mp4": ".mp4", "application/json": ".json",
    "application/xml": ".xml", "text/xml": ".xml",
}  # fmt: skip
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_CLOSED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "multipart/encrypted"}
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_CID = re.compile(r"cid:([^\"'\s>)]{1,250})", re.IGNORECASE)
_MOST_FILES = 300


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a letter, byte for byte."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The text (from HTML where there is no plain text), the HTML, the files, and what was damaged."""

    text: str
    html: str
    files: tuple[Part, ...]
    defects: tuple[str, ...]


@dataclass(slots=True)
class _Gathered:
    """Pieces of text in their order, plain and HTML side by side, and files."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[Part, str]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def content_of(message: MimePart) -> Content:
    """Return what a message holds."""
    found = _Gathered()
    _gather(message, found, is_root=True)
    html = _html_of(found.pieces)
    shown = {cid.lower() for cid in _CID.findall(html)}
    files = tuple(_inlined(part, shown) for part, _ in found.files[:_MOST_FILES])
    text = "\n\n".join(piece for plain, markup in found.pieces if (piece := plain or text_of_html(markup)))
    if len(found.files) > _MOST_FILES:
        found.defects.append("Niet alle bijlagen zijn overgenomen.")
    return Content(text=text.strip("\n"), html=html, files=files, defects=tuple(dict.fromkeys(found.defects)))


def _html_of(pieces: list[tuple[str, str]]) -> str:
    if not any(markup for _, markup in pieces):
        return ""
    return "\n".join(markup or f"<pre>{_escaped(plain)}</pre>" for plain, markup in pieces)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _inlined(part: Part, shown: set[str]) -> Part:
    is_shown = bool(part.content_id) and part.content_id.lower() in shown
    return Part(part.name, part.content_type, part.content, part.content_id, is_shown)


def _gather(part: MimePart, found: _Gathered, *, is_root: bool = False) -> None:
    found.defects.extend(f"Een deel van het bericht is beschadigd: {defect}." for defect in part.defects)
    if part.kind in _CLOSED:
        found.defects.append("Het bericht of een deel ervan is versleuteld of ondertekend en is bewaard als bijlage.")
    if part.children:
        if part.kind == "multipart/alternative":
            _alternative(part, found)
        else:
            for child in part.children:
                _gather(child, found)
    elif part.kind.startswith("multipart/"):
        _add_text(part, found, "text/plain")
    else:
        _leaf(part, found, is_root=is_root)


def _alternative(part: MimePart, found: _Gathered) -> None:
    """Keep the fullest plain text and the fullest HTML of the versions; everything else is a file."""
    versions = _Gathered()
    for child in part.children:
        _gather(child, versions)
    plain = "\n\n".join(text for text, markup in versions.pieces if text and not markup)
    markup = "\n".join(markup for _, markup in versions.pieces if markup)
    if plain or markup:
        found.pieces.append((plain if plain.strip() else "", markup))
    found.files += versions.files
    found.defects += versions.defects


def _leaf(part: MimePart, found: _Gathered, *, is_root: bool) -> None:
    disposition, words = with_parameters(part.value("content-disposition"))
    name = words.get("filename") or part.parameters.get("name") or ""
    is_file = disposition == "attachment" or (bool(name) and not is_root)
    if part.kind in {"text/plain", "text/html"} and not is_file:
        _add_text(part, found, part.kind)
    elif part.kind in _TNEF or name.lower() in {"winmail.dat", "win.dat"}:
        _unpack(part, found, name)
    elif part.kind == "text/enriched" and not is_file:
        _add_text(part, found, "text/html")
    else:
        found.files.append((_file(part, name, len(found.files) + 1), name))


def _add_text(part: MimePart, found: _Gathered, kind: str) -> None:
    content, charset = part.content(), part.parameters.get("charset", "")
    if kind == "text/html":
        if not charset and (meta := _META.search(content[:2_000])):
            charset = meta[1].decode("latin_1")
        if markup := text_of(content, charset).strip("\x00\r\n "):
            found.pieces.append(("", markup))
        return
    text = text_of(content, charset).replace("\r\n", "\n").replace("\r", "\n")
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, joins=part.parameters.get("delsp", "").lower() == "yes")
    if text.strip():
        found.pieces.append((text.strip("\n"), ""))


def _unflowed(text: str, *, joins: bool) -> str:
    """Return text with its soft line breaks undone (RFC 3676); quoted lines stay as they are."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        bare = line[1:] if line.startswith(" ") else line
        if is_open and not line.startswith(">") and bare:
            lines[-1] += bare
        else:
            lines.append(bare)
        is_open = bare.endswith(" ") and not line.startswith(">") and bare != "-- "
        if is_open and joins:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _file(part: MimePart, name: str, number: int) -> Part:
    content = part.content()
    if part.kind in {"message/rfc822", "message/global"} and not name:
        name = _subject_of(content)
    return Part(
        name=_file_name(name, part.kind, number),
        content_type=part.kind,
        content=content,
        content_id=one_line(part.value("content-id").decode("latin_1")).strip("<> ")[:250],
    )


def _subject_of(content: bytes) -> str:
    fields, _, _ = split_head(content[:64_000])
    subject = next((decoded(value) for name, value in fields if name == "subject"), "")
    return f"{subject[:100]}.eml" if subject else ""


def _file_name(name: str, kind: str, number: int) -> str:
    """Return a name without folders and tricks, at most 200 characters with its ending kept."""
    bare = one_line(name).replace("\\", "/").rpartition("/")[2].strip(". ") if not name.endswith(".eml") else ""
    if name.endswith(".eml"):
        bare = one_line(name).replace("/", "-").replace("\\", "-").strip(". ")
    if not bare:
        return f"bijlage-{number}{_ENDINGS.get(kind, '')}"
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}" if dot and len(ending) < 20 else bare[:200]


def _unpack(part: MimePart, found: _Gathered, name: str) -> None:
    unpacked = unpack(part.content())
    if unpacked is None or not (unpacked.files or unpacked.text or unpacked.html):
        found.files.append((_file(part, name or "winmail.dat", len(found.files) + 1), name))
        found.defects.append("Een bijlage van Outlook (winmail.dat) kon niet worden uitgepakt.")
        return
    if not found.pieces and (unpacked.text.strip() or unpacked.html.strip()):
        found.pieces.append((unpacked.text.replace("\r\n", "\n").strip(), unpacked.html))
    for inner, content, content_id in unpacked.files:
        kind = _kind_of(inner)
        safe = _file_name(inner, kind, len(found.files) + 1)
        found.files.append((Part(safe, kind, content, content_id[:250]), inner))


def _kind_of(name: str) -> str:
    ending = "." + name.rpartition(".")[2].lower()
    return next((kind for kind, known in _ENDINGS.items() if known == ending), "application/octet-stream")
