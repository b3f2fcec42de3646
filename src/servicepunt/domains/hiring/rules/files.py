"""Reading a procedure from a file, with faults in Dutch, and the JSON Schema that describes it."""

import re
from typing import Any

import msgspec

from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.limits import odd_values

_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_WORDS = [
    (re.compile(r"Object missing required field `(.+?)`"), r"het veld '\1' ontbreekt"),
    (re.compile(r"Object contains unknown field `(.+?)`"), r"het veld '\1' is er niet; is het een tikfout?"),
    (re.compile(r"Expected `(.+?)`, got `(.+?)`"), r"hier hoort \1, geen \2"),
    (re.compile(r"Invalid enum value (.+)"), r"\1 is hier geen mogelijke waarde"),
    (re.compile(r"Invalid RFC3339 encoded datetime"), "dit is geen tijdstip; schrijf JJJJ-MM-DDTUU:MM:SS"),
    (re.compile(r"Invalid decimal string|Number out of range|Integer value out of range"), "dit is geen gewoon getal"),
    (re.compile(r"Invalid RFC3339 encoded date"), "dit is geen datum; schrijf JJJJ-MM-DD"),
]
_AT = re.compile(r" - at `\$?(.*?)`\Z")


def read_procedure(content: bytes) -> Procedure:
    """Return the procedure in a JSON file; raises `Faulty` with the place and the fault when it is none."""
    try:
        procedure = msgspec.json.decode(content, type=Procedure)
    except msgspec.ValidationError as error:
        raise Faulty(dutch_fault(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Faulty(f"dit is geen JSON in UTF-8: {error}") from error
    if faults := list(odd_values(procedure)):
        raise Faulty(*faults)
    return procedure


def dutch_fault(message: str) -> str:
    """Return a fault of the reader in Dutch, with its place in front."""
    match = _AT.search(message)
    place = match.group(1).lstrip(".") if match else ""
    said = message[: match.start()] if match else message
    for pattern, words in _WORDS:
        said = pattern.sub(words, said)
    return f"{place}: {said}." if place else f"{said}."


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file that `read_procedure` reads."""
    return {"$schema": _SCHEMA, "title": "Inhuurprocedure"} | msgspec.json.schema(Procedure)
