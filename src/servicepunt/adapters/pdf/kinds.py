"""What a file really is, by its first bytes: a name or a declared type says nothing (H-069)."""

_STARTS = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
)
_PACKED = (
    (b"word/document.xml", "docx"),
    (b"xl/workbook.xml", "xlsx"),
    (b"ppt/presentation.xml", "pptx"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HTML = (b"<!doctype html", b"<html")


def kind_of(content: bytes) -> str:
    """
    Return the kind of a file as its usual extension, or a Dutch word when there are no bytes or they say nothing.

    A PDF must start with its mark: what stands in front of it may be another file, for another program. Nothing
    is unpacked; a packed office file is known by the names in its directory.
    """
    if not content.strip():
        return "leeg"
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content.startswith(_ZIP):
        return next((kind for name, kind in _PACKED if name in content), "zip")
    return "html" if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML) else "onbekend"
