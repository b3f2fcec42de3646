"""Numbers and addresses as people write them, and as we keep them."""

import re

_NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z]{1,8})(\d{4})[ \-]?(\d{4,8})(?!\d)")
_DIGITS = re.compile(r"\D")


def format_ticket_number(prefix: str, period: str, count: int) -> str:
    """
    Return a ticket number as it is shown.

    >>> format_ticket_number("M", "2611", 42)
    'M2611 0042'
    """
    return f"{prefix}{period} {count:04d}"


def parse_ticket_number(text: str, *, prefix: str = "") -> str | None:
    """
    Return the number as it is kept when the text is nothing but a number; space, hyphen or nothing between.

    With `prefix` a number without letters is one of that series.

    >>> parse_ticket_number("m2611-0042"), parse_ticket_number("2611 0042", prefix="M")
    ('M2611 0042', 'M2611 0042')
    >>> parse_ticket_number("2611 0042")
    """
    plain = text.strip().upper()
    match = _NUMBER.fullmatch(plain) or _NUMBER.fullmatch(f"{prefix}{plain}")
    return f"{match[1]}{match[2]} {match[3]}" if match else None


def ticket_numbers_in(text: str, *, prefix: str = "") -> list[str]:
    """Return the ticket numbers in a line of text, in their order; with `prefix` only those of that series."""
    found = (match for match in _NUMBER.finditer(text.upper()) if not prefix or match[1] == prefix)
    return list(dict.fromkeys(f"{match[1]}{match[2]} {match[3]}" for match in found))


def normal_phone(text: str) -> str:
    """
    Return a telephone number as dialled from abroad; a short number (extension) stays as it is.

    >>> normal_phone("06-1234 5678"), normal_phone("0031 6 12345678"), normal_phone("4021")
    ('+31612345678', '+31612345678', '4021')
    >>> normal_phone("tel:+31-(0)30-286 10 00"), normal_phone("+32 471 12 34 56")
    ('+31302861000', '+32471123456')
    """
    plain = text.strip().casefold().removeprefix("tel:").removeprefix("sip:").partition("@")[0]
    digits = _DIGITS.sub("", plain.replace("(0)", ""))
    if plain.startswith("+"):
        return f"+31{digits[3:]}" if digits.startswith("310") and len(digits) == 12 else f"+{digits}"
    if digits.startswith("00"):
        return normal_phone(f"+{digits[2:]}")
    if digits.startswith("0") and len(digits) == 10:
        return f"+31{digits[1:]}"
    if digits.startswith("31") and len(digits) == 11:
        return f"+{digits}"
    return digits


def kvk_in(text: str) -> str:
    """
    Return a number in the trade register as it is kept: eight digits; nothing when it is none.

    >>> kvk_in("KvK 1234 5678"), kvk_in("01234567"), kvk_in("123456789"), kvk_in("1234567a")
    ('12345678', '01234567', '', '')
    """
    plain = re.sub(r"[\s.\-]", "", text.casefold().removeprefix("kvk"))
    return plain if len(plain) == 8 and plain.isascii() and plain.isdecimal() else ""


def normal_email(text: str) -> str:
    """
    Return an e-mail address as we keep it: trimmed and in lower case.

    >>> normal_email(" Joost@Voorbeeld.NL ")
    'joost@voorbeeld.nl'
    """
    return text.strip().lower()
