"""Bytes to characters: declared charsets under their many names, and a guess for bytes that declare nothing."""

import codecs
import re

_ALIASES = {
    "iso-gb2312": "gb18030", "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp", "x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949",
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "iso-8859-6-i": "iso8859_6", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "mac": "mac_roman", "ansi": "cp1252", "ansi_x3.4-1968": "ascii", "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso_8859-1": "cp1252", "us-ascii": "ascii",
    "ascii": "ascii", "utf8": "utf_8", "utf-8": "utf_8", "unicode-1-1-utf-7": "utf_7", "unicode": "utf_16",
    "big5": "big5hkscs", "big-5": "big5hkscs", "tis-620": "cp874", "windows-874": "cp874", "x-windows-949": "cp949",
    "cp-850": "cp850", "win-1252": "cp1252", "win-1251": "cp1251", "windows1252": "cp1252",
}  # fmt: skip
_UNDECLARED = {"", "ascii", "unknown-8bit", "x-unknown", "unknown", "default", "default_charset", "none", "binary"}
_REFUSED = {
    "punycode",
    "idna",
    "unicode_escape",
    "unicode-escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
    "undefined",
}
_NOISE = re.compile(r"[\s\"';]|http-equiv.*$", re.IGNORECASE)
_CYRILLIC = re.compile(rb"[\xc0-\xff]{3,}")
_ESCAPED = re.compile(rb"\x1b(?:\$[@AB]|\([BIJ])")


def text_of(content: bytes, charset: str = "") -> str:
    """Return the bytes as text; whatever is declared, and however wrong, something readable comes out."""
    name = codec_of(charset)
    if not name or _is_narrow(content, name):
        return guessed(content)
    try:
        return content.decode(name)
    except (UnicodeError, ValueError, LookupError):
        pass
    if name == "cp1252":
        return _western(content)
    return _repaired(content, name)


def _is_narrow(content: bytes, name: str) -> bool:
    """Tell whether text is no UTF-16 or UTF-32 as it claims: those have a mark in front, or zero bytes (a line end)."""
    if not codecs.lookup(name).name.startswith(("utf-16", "utf-32")):
        return False
    if b"\0" in content or content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    try:
        content.decode("utf_8")
    except UnicodeDecodeError:
        return False
    return True


def codec_of(charset: str) -> str:
    """Return Python's name of a charset; nothing when it declares nothing or is unknown."""
    label = _NOISE.sub("", charset[:60].split("*", 1)[0]).lower()
    known = _ALIASES.get(label, label)
    if known in _UNDECLARED or known in _REFUSED:
        return ""
    try:
        found = codecs.lookup(known)
    except (LookupError, ValueError, UnicodeError):
        return ""
    # Codecs from bytes to bytes (base64, zip) are no charsets: decoding with them could unpack a bomb.
    return known if found._is_text_encoding and found.name not in _REFUSED else ""


def guessed(content: bytes) -> str:
    """Return undeclared bytes as text: UTF-8 when they are, else Japanese by its escapes, Russian or Western."""
    try:
        text = content.decode("utf_8")
    except UnicodeDecodeError:
        return _undeclared_8bit(content)
    if _ESCAPED.search(content):
        return content.decode("iso2022_jp_ext", "replace")
    return text


def _undeclared_8bit(content: bytes) -> str:
    damaged = content.decode("utf_8", "replace")
    high = sum(map((0x7F).__lt__, content[:4000]))
    lost = damaged[:4000].count("\ufffd")
    if lost * 8 < high:
        return damaged
    if sum(map(len, _CYRILLIC.findall(content[:4000]))) * 10 > high * 7 and high > 5:
        return _russian(content)
    return _western(content)


def _russian(content: bytes) -> str:
    # Small letters are the most common: KOI8-R has them at C0-DF, Windows-1251 at E0-FF.
    sample = content[:4000]
    low = sum(1 for byte in sample if 0xC0 <= byte <= 0xDF)
    small = sum(1 for byte in sample if byte >= 0xE0)
    return content.decode("koi8_r" if low > small else "cp1251", "replace")


def _western(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin_1")


def _repaired(content: bytes, name: str) -> str:
    text = content.decode(name, "replace")
    lost = text.count("\ufffd")
    if name in {"utf_8", "utf-8"} and lost:
        return guessed(content)
    if lost > 2:
        try:
            return content.decode("utf_8")
        except UnicodeDecodeError:
            return text
    return text
