"""Reading a procedure from a file, with faults in Dutch, and the JSON Schema that describes it."""

from typing import Any

import msgspec

from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.limits import odd_values
from servicepunt.foundation.misreading import fault_of_json, faults_of_form

_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_MARK = b"\xef\xbb\xbf"  # some editors put it before a text in UTF-8


def read_procedure(content: bytes) -> Procedure:
    """Return the procedure in a JSON file; raises `Faulty` with every fault and its place when it is none."""
    content = content.removeprefix(_MARK)
    try:
        plain = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Faulty(fault_of_json(error, content)) from error
    try:
        procedure = msgspec.json.decode(content, type=Procedure)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Faulty(*faults_of_form(plain, Procedure, first=str(error))) from error
    if faults := list(odd_values(procedure)):
        raise Faulty(*faults)
    return procedure


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file that `read_procedure` reads."""
    whole: dict[str, Any] = _with_numbers(msgspec.json.schema(Procedure))
    return {"$schema": _SCHEMA, "title": "Inhuurprocedure"} | whole


def _with_numbers(node: Any) -> Any:
    """Return a part of a schema in which a decimal may be written as a number too, as the reader takes it."""
    if isinstance(node, list):
        return [_with_numbers(each) for each in node]
    if not isinstance(node, dict):
        return node
    told = {name: _with_numbers(each) for name, each in node.items()}
    return told | {"type": ["string", "number"]} if node.get("format") == "decimal" else told
