"""The kinds, channels, audiences and causes of the desk, with their Dutch words."""

from enum import StrEnum


class Kind(StrEnum):
    """What a ticket is."""

    INCIDENT = "incident"
    REQUEST = "request"
    QUESTION = "question"
    COMPLAINT = "complaint"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return _KINDS[self]


class Channel(StrEnum):
    """By which way somebody reached us, kept for every message."""

    MAIL = "mail"
    PHONE = "phone"
    PORTAL = "portal"
    COUNTER = "counter"
    API = "api"
    MONITORING = "monitoring"
    DESK = "desk"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return _CHANNELS[self]

    @property
    def is_conversation(self) -> bool:
        """Whether the contact is itself an answer (semantics, clocks 3): a call or a visit."""
        return self in {Channel.PHONE, Channel.COUNTER}


class Audience(StrEnum):
    """Who may read a message; fixed when it is written."""

    PUBLIC = "public"
    INTERNAL = "internal"
    SUPPLIER = "supplier"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return _AUDIENCES[self]


class LinkKind(StrEnum):
    """How two tickets belong together."""

    RELATED = "related"
    DUPLICATE = "duplicate"
    FOLLOWS = "follows"
    CAUSED = "caused"

    @property
    def label(self) -> str:
        """The Dutch words, from the first of the two."""
        return self.words()

    def words(self, *, is_first: bool = True) -> str:
        """Return the Dutch words that stand before the other one, from either side."""
        return _LINKS[self][not is_first]


_KINDS = {
    Kind.INCIDENT: "Storing",
    Kind.REQUEST: "Aanvraag",
    Kind.QUESTION: "Vraag",
    Kind.COMPLAINT: "Klacht",
}
_CHANNELS = {
    Channel.MAIL: "E-mail",
    Channel.PHONE: "Telefoon",
    Channel.PORTAL: "Portaal",
    Channel.COUNTER: "Balie",
    Channel.API: "API",
    Channel.MONITORING: "Bewaking",
    Channel.DESK: "Servicepunt",
}
_AUDIENCES = {
    Audience.PUBLIC: "Antwoord",
    Audience.INTERNAL: "Interne notitie",
    Audience.SUPPLIER: "Leverancier",
}
_LINKS = {
    LinkKind.RELATED: ("hoort bij", "hoort bij"),
    LinkKind.DUPLICATE: ("dubbel van", "heeft als dubbel"),
    LinkKind.FOLLOWS: ("vervolg op", "heeft als vervolg"),
    LinkKind.CAUSED: ("veroorzaakt door", "oorzaak van"),
}

CAUSES = {
    "gebruik": "Vraag over gebruik",
    "wachtwoord": "Wachtwoord of aanmelden",
    "instelling": "Instelling aangepast",
    "software": "Fout in software",
    "hardware": "Apparaat kapot of vervangen",
    "netwerk": "Netwerk of verbinding",
    "autorisatie": "Rechten toegekend of gewijzigd",
    "levering": "Geleverd of uitgegeven",
    "leverancier": "Opgelost door leverancier",
    "storing": "Bekende storing",
    "facilitair": "Gebouw of voorziening",
    "anders": "Anders",
}

CATEGORIES = [
    "Account en wachtwoord",
    "Werkplek en laptop",
    "Telefonie",
    "Netwerk en wifi",
    "Applicaties",
    "Printen en scannen",
    "Gebouw en voorzieningen",
    "Toegang en passen",
    "Inkoop en leveranciers",
    "Overig",
]
