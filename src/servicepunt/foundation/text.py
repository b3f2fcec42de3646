"""Dutch text: words to search by, moments, durations and sizes as people read them."""

import re
import sys
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from threading import local
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
# Letters and digits of any script. What is written without spaces is one word, found by its beginning.
_WORD = re.compile(r"[^\W_]+")
# A telephone number as people write it; written together it is found too.
_NUMBER = re.compile(r"(?<!\w)[+0]\d(?:[ ./-]?\d){7,13}(?!\w)")
# Letters that are no other letter with a mark, and yet are typed as one.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_SHORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
# Words of the desk that people glue to others: "reislaptop" is found by "laptop".
_PARTS = [
    "account",
    "adres",
    "agenda",
    "applicatie",
    "auto",
    "badge",
    "balie",
    "beamer",
    "beeld",
    "beeldscherm",
    "bestand",
    "bureau",
    "camera",
    "computer",
    "contract",
    "deur",
    "dienst",
    "document",
    "dossier",
    "fiets",
    "formulier",
    "foto",
    "gebouw",
    "gebruiker",
    "geluid",
    "groep",
    "headset",
    "hulp",
    "kabel",
    "kamer",
    "kantoor",
    "kast",
    "klant",
    "koffie",
    "laptop",
    "lader",
    "lamp",
    "leverancier",
    "licentie",
    "lift",
    "machine",
    "mail",
    "map",
    "melding",
    "mobiel",
    "monitor",
    "muis",
    "netwerk",
    "nummer",
    "oplader",
    "pagina",
    "parkeer",
    "pas",
    "pincode",
    "plek",
    "post",
    "printer",
    "programma",
    "raadzaal",
    "rechten",
    "reis",
    "rooster",
    "ruimte",
    "scanner",
    "scherm",
    "server",
    "sleutel",
    "software",
    "station",
    "stoel",
    "storing",
    "systeem",
    "tablet",
    "team",
    "telefoon",
    "toegang",
    "toetsenbord",
    "toner",
    "trap",
    "verdieping",
    "vergader",
    "verbinding",
    "verlichting",
    "verwarming",
    "wachtwoord",
    "water",
    "werk",
    "werkplek",
    "wifi",
    "zaak",
    "zaal",
]
_state = local()


def fold(text: str) -> str:
    """
    Return the text without case, accents and what nobody sees (a soft hyphen, a space of no width).

    >>> fold("Coördinator René"), fold("Łódź"), fold("zero\u200bwidth")
    ('coordinator rene', 'lodz', 'zerowidth')
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(char for char in plain if not _is_mark(char))


def _is_mark(char: str) -> bool:
    return not char.isascii() and (unicodedata.combining(char) > 0 or unicodedata.category(char) == "Cf")


def plain_name(name: str) -> str:
    """
    Return what makes a name another one: case and blanks do not count.

    >>> plain_name("Team  Applicaties ")
    'team applicaties'
    """
    return " ".join(name.casefold().split())


def _dutch_stemmer() -> Any:
    """Return a stemmer; its own package would read thirty languages, 8 MB in each process."""
    name, kept = "servicepunt_stemmers", find_spec("snowballstemmer")
    if name not in sys.modules and kept is not None:
        package = ModuleType(name)
        package.__path__ = list(kept.submodule_search_locations or ())
        sys.modules[name] = package
    return import_module(f"{name}.dutch_stemmer").DutchStemmer()


@lru_cache(maxsize=20_000)
def _terms_of(word: str) -> tuple[str, ...]:
    # A stemmer keeps state while it works: one a thread.
    if not hasattr(_state, "stemmer"):
        _state.stemmer = _dutch_stemmer()
    stem: str = _state.stemmer.stemWord(word)
    terms = [stem]
    if len(word) > 7 and not word.isdigit():
        for part in _PARTS:
            if len(part) < len(word) and (word.startswith(part) or part in word[3:]):
                terms.append(_state.stemmer.stemWord(part))
    return tuple(dict.fromkeys(terms))


# A longer word is found by its beginning: PostgreSQL keeps no word of over two thousand bytes.
LONGEST_WORD = 60


def search_terms(text: str) -> list[str]:
    """
    Return the terms under which a text is found, in its order: Dutch stems, and the parts of compounds.

    >>> search_terms("De reislaptops")
    ['de', 'reislaptop', 'laptop', 'reis']
    """
    return [term for word in _WORD.findall(fold(text)) for term in _terms_of(word[:LONGEST_WORD])]


def numbers_together(text: str) -> list[str]:
    """
    Return the telephone numbers in a text, each written together.

    >>> numbers_together("Bel 06-12 34 56 78 op 26-11-2026, of 4021"), numbers_together("+31 6 12345678")
    (['0612345678'], ['0612345678'])
    """
    return [re.sub(r"\D", "", found.replace("+31", "0", 1)) for found in _NUMBER.findall(text)]


def asked_terms(word: str) -> list[str]:
    """
    Return the terms one of which a text has that is about this word; empty for no word.

    The stemmer takes the d of many a plural for an ending, and leaves it in the singular: both are asked.

    >>> asked_terms("wachtwoorden"), asked_terms("antwoord"), asked_terms("laptops")
    (['wachtwoor', 'wachtwoord'], ['antwoord', 'antwoor'], ['laptop'])
    """
    stem, *_ = search_terms(word) or [""]
    plain = fold(word)
    if not _WORD.fullmatch(plain):
        return [stem] if stem else []
    other = search_terms(plain[:-2] if plain.endswith("en") else f"{plain}en")[:1]
    return [stem, *(term for term in other if f"{term}d" == stem or f"{stem}d" == term)]


def initials(name: str) -> str:
    """
    Return two initials at most.

    >>> initials("Sanne de Wit")
    'SW'
    """
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    big = [word[0] for word in words if word[0].isupper()] or [word[0].upper() for word in words]
    return "".join([big[0], big[-1]] if len(big) > 1 else big)


def dutch_day(moment: datetime) -> str:
    """Return "di 14 juli 2026"."""
    here = moment.astimezone(ZONE)
    return f"{_DAYS[here.weekday()]} {here.day} {_MONTHS[here.month - 1]} {here.year}"


def dutch_full(moment: datetime) -> str:
    """Return "di 14 juli 2026, 09:00"."""
    return f"{dutch_day(moment)}, {moment.astimezone(ZONE):%H:%M}"


def dutch_moment(moment: datetime, at: datetime) -> str:
    """Return the moment as seen from `at`: today the clock, this week day and clock, else the date."""
    here, now = moment.astimezone(ZONE), at.astimezone(ZONE)
    days = (here.date() - now.date()).days
    near = {0: "vandaag", 1: "morgen", -1: "gisteren"}
    if days in near:
        return f"{near[days]} {here:%H:%M}"
    if abs(days) < 7:
        return f"{_DAYS[here.weekday()]} {here.day} {_SHORT[here.month - 1]} {here:%H:%M}"
    if here.year == now.year:
        return f"{here.day} {_MONTHS[here.month - 1]} {here:%H:%M}"
    return f"{here.day} {_MONTHS[here.month - 1]} {here.year}"


def dutch_short(moment: datetime, at: datetime, *, has_hour: bool) -> str:
    """
    Return the moment for a line of moments, all in one form; another year than that of `at` is said.

    >>> dutch_short(datetime(2026, 12, 10, 8, tzinfo=ZONE), datetime(2026, 11, 26, tzinfo=ZONE), has_hour=True)
    'do 10 dec 08:00'
    >>> dutch_short(datetime(2027, 1, 8, tzinfo=ZONE), datetime(2026, 11, 26, tzinfo=ZONE), has_hour=False)
    'vr 8 jan 2027'
    """
    here = moment.astimezone(ZONE)
    year = "" if here.year == at.astimezone(ZONE).year else f" {here.year}"
    clock = f" {here:%H:%M}" if has_hour else ""
    return f"{_DAYS[here.weekday()]} {here.day} {_SHORT[here.month - 1]}{year}{clock}"


def dutch_duration(length: timedelta) -> str:
    """
    Return a length of time, at most two units; the sign is the caller's.

    >>> dutch_duration(timedelta(hours=3, minutes=20)), dutch_duration(timedelta(seconds=40))
    ('3 u 20 min', '1 min')
    """
    minutes = max(1, int(abs(length).total_seconds()) // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} u {minutes} min" if minutes else f"{hours} u"
    days = hours // 24
    noun = "dag" if days == 1 else "dagen"
    return f"{days} {noun}"


def dutch_rough_duration(length: timedelta) -> str:
    """
    Return a length of time for a glance: minutes do not matter beside ten hours.

    >>> dutch_rough_duration(timedelta(hours=3, minutes=20)), dutch_rough_duration(timedelta(hours=19, minutes=29))
    ('3 u 20 min', '19 u')
    """
    if timedelta(hours=10) <= abs(length) < timedelta(hours=24):
        length = timedelta(hours=abs(length) // timedelta(hours=1))
    return dutch_duration(length)


def dutch_size(size: int) -> str:
    """
    Return a number of bytes.

    >>> dutch_size(84_000), dutch_size(3_400_000), dutch_size(12), dutch_size(0)
    ('84 kB', '3,4 MB', '1 kB', 'leeg')
    """
    if size == 0:
        return "leeg"
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
