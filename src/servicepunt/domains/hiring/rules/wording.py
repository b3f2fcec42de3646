"""Faults of a request in the words of its form: which field of which part, instead of a place in a file."""

import re
from collections.abc import Mapping

# By part of the form: name in the file, and the label a person sees; a test holds them against the form.
LABELS: Mapping[str, Mapping[str, str]] = {
    "Kop van de aanvraag": {"duur": "Duur", "verlenging": "Aantal keren verlengen", "uren_per_week": "Uren per week",
                            "benodigd": "Aantal mensen dat nodig is", "fee": "Fee per uur in euro"},
    "Planning": {"vragen_tot": "Vragen stellen tot", "nota_op": "Antwoorden voor iedereen zichtbaar op",
                 "sluiting": "Inschrijving sluit op", "uitnodigen_uiterlijk": "Genodigden horen het uiterlijk op",
                 "gesprekken_op": "Gesprekken op"},
    "Wat leveranciers insturen": {"paginas_cv": "Meeste pagina’s van het cv",
                                  "referenties": "Minste aantal referenties"},
}  # fmt: skip
_WORDS = {name: f"{part}, {label}" for part, fields in LABELS.items() for name, label in fields.items()}
_WORDS |= {"aanvraag": "", "instellingen": "", "offerte_eisen": "", "knockouts": "Eisen", "criteria": "Criteria"}
_PLACE = re.compile(r"(aanvraag|instellingen)(\.\w+|\[\d+\]|, \w+ \S+)*(, \w+ .+)?\Z")
_LACKING = re.compile(r"het veld '(\w+)' ontbreekt")


def in_words(fault: str) -> str:
    """
    Return a fault of a request with the fields as they are called on its page; other sentences stay as they are.

    >>> in_words("aanvraag: het veld 'sluiting' ontbreekt.")
    'Planning, Inschrijving sluit op: vul dit in. Zonder kan de aanvraag niet worden gepubliceerd.'
    >>> in_words("aanvraag.criteria[2].punten: dit is geen gewoon getal.")
    'Criteria, nummer 2, punten: dit is geen gewoon getal.'
    """
    place, _, said = fault.partition(": ")
    if not _PLACE.match(place):
        return fault
    if lacking := _LACKING.match(said):
        place, said = f"{place}.{lacking.group(1)}", "vul dit in. Zonder kan de aanvraag niet worden gepubliceerd."
    steps = re.sub(r"\[(\d+)\]", r".nummer \1", place.replace(", ", ".")).split(".")
    words = [_WORDS.get(each, each.replace("_", " ")) for each in steps]
    where = ", ".join(each for each in words if each) or "Afspraken"
    return f"{where[:1].upper()}{where[1:]}: {said}"
