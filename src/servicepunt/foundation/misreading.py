"""What is said of a file that cannot be read: where, what should stand there with an example, and what does."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from difflib import get_close_matches
from typing import Any

import msgspec

_KINDS: Mapping[str, str] = {
    "int": "een heel getal",
    "float": "een getal",
    "decimal": "een getal",
    "str": "een tekst",
    "bool": "true of false",
    "array": "een lijst",
    "object": "een blok met velden",
    "datetime": "een tijdstip",
    "date": "een dag",
    "null": "niets (null)",
}
_EXAMPLES: Mapping[str, str] = {
    "int": "3",
    "float": "7.5",
    "decimal": "7.5",
    "str": '"K-12"',
    "bool": "true",
    "array": "[…]",
    "object": "{…}",
    "datetime": '"2026-07-14T09:00:00"',
    "date": '"2026-07-14"',
}
_SENTENCES: Sequence[tuple[str, str]] = (
    (r"Object missing required field `(.+?)`", "het veld '{0}' ontbreekt"),
    (r"Invalid RFC3339 encoded datetime", "dit is geen tijdstip; schrijf JJJJ-MM-DDTUU:MM:SS"),
    (r"Invalid RFC3339 encoded date", "dit is geen datum; schrijf JJJJ-MM-DD"),
    (r"Invalid decimal string", "dit is geen getal; schrijf het met een punt, zoals 7.5"),
    (r"(?:Integer value|Number) out of range", "dit is geen gewoon getal; schrijf een kleiner getal, zoals 3"),
)
_AT = re.compile(r" - at `\$?(?P<path>.*?)`\Z")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\[(\.\.\.)\]")
_TYPES = re.compile(r"Expected `(.+?)`, got `(.+?)`\Z")
_BYTE = re.compile(r"\(byte (\d+)\)")
_LACKS = re.compile(r"Object missing required field `(.+?)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MOST_FAULTS = 50
_Steps = list[str | int | None]
_Node = Mapping[str, Any]


def faults_of_form(raw: Any, form: type[Any], *, first: str = "", strict: bool = True) -> list[str]:
    """
    Return in Dutch all that keeps plain values from being a form, each with its whole place; nothing when they are it.

    The reader stops at what is wrong first. So that goes right in a copy, and the reader looks again. `first` is what
    it said of the text that the values came from.
    """
    raw = deepcopy(raw)
    found: list[str] = []
    while len(found) < _MOST_FAULTS and (message := first or _message(raw, form, strict=strict)):
        said, steps = _split(message)
        whole = _named(steps, deepcopy(raw), form, message, strict=strict)
        node = _schema_at(form, whole)
        fault = f"{_place(whole)}: {_sentence(said, node)}."
        if fault in found:
            break
        found.append(fault)
        if not _put_right(raw, whole, said, node, form):
            break
        first = ""
    return found


def _split(message: str) -> tuple[str, _Steps]:
    match = _AT.search(message)
    steps = _STEP.findall(match.group("path") if match else "")
    said = message[: match.start()] if match else message
    return said, [name or (int(number) if number else None) for name, number, _ in steps]


def _put_right(raw: Any, steps: _Steps, said: str, node: _Node, form: type[Any]) -> bool:
    """Put something that fits where one fault is, and say whether that went."""
    if None in steps:
        return False
    here = _reach(raw, steps)
    if lacking := _LACKS.match(said):
        here[lacking.group(1)] = _filler(_schema_at(form, [*steps, lacking.group(1)]))
    elif unknown := _UNKNOWN.match(said):
        value, name = here.pop(unknown.group(1), None), _meant(unknown.group(1), node)
        if name and name not in here:
            here[name] = value
    elif steps:
        _reach(raw, steps[:-1])[steps[-1]] = _filler(node)
    else:
        return False
    return True


def _reach(raw: Any, steps: _Steps) -> Any:
    for step in steps:
        raw = _inside(raw, step)
    return raw


def _filler(node: _Node) -> Any:
    """Return the least that a place takes; a block gets no fields, so that those that it needs are told too."""
    if "enum" in node:
        return node["enum"][0]
    by_kind = {"object": {}, "array": [], "integer": 0, "number": 0, "boolean": False}
    by_format = {"date": "2026-07-14", "decimal": "0"}
    return by_kind.get(node.get("type", ""), by_format.get(node.get("format", ""), "2026-07-14T09:00:00"))


def _named(steps: _Steps, raw: Any, form: type[Any], message: str, *, strict: bool) -> _Steps:
    """Return the steps with every name that the reader left out: with that entry alone it says the same."""
    found: _Steps = []
    here = raw
    for step in steps:
        if step is None and isinstance(here, dict):
            entries = dict(here)
            for name, value in entries.items():
                here.clear()
                here[name] = value
                if _message(raw, form, strict=strict) == message:
                    step = name
                    break
        found.append(step)
        here = _inside(here, step)
    return found


def _inside(value: Any, step: str | int | None) -> Any:
    if isinstance(value, list):
        return value[step] if isinstance(step, int) else None
    return value.get(step) if isinstance(value, dict) else None


def _message(raw: Any, form: type[Any], *, strict: bool) -> str:
    try:
        msgspec.json.decode(msgspec.json.encode(raw), type=form, strict=strict)
    except msgspec.MsgspecError as error:
        return str(error)
    return ""


def _place(steps: _Steps) -> str:
    # People count from one, as everywhere else in what is told of a file.
    told = "".join(f"[{each + 1}]" if isinstance(each, int) else f".{each or '…'}" for each in steps)
    return told.lstrip(".") or "het bestand"


def _sentence(said: str, schema: _Node) -> str:
    if types := _TYPES.match(said):
        return f"hier hoort {_wanted(types.group(1))}; er staat {_KINDS.get(types.group(2), 'iets anders')}"
    if said.startswith("Invalid enum value"):
        return f"{said.removeprefix('Invalid enum value ')} is hier geen mogelijke waarde{_choices(schema)}"
    if unknown := _UNKNOWN.match(said):
        near = _meant(unknown.group(1), schema)
        asked = f"bedoel je misschien '{near}'" if near else "kijk of het een tikfout is"
        return f"het veld '{unknown.group(1)}' is er niet; {asked}"
    for pattern, words in _SENTENCES:
        if match := re.match(pattern, said):
            return words.format(*match.groups())
    return "wat hier staat, past niet; kijk in het schema wat hier kan"


def _meant(name: str, schema: _Node) -> str:
    near = get_close_matches(name, schema.get("properties", {}), n=1)
    return near[0] if near else ""


def _wanted(types: str) -> str:
    wanted = [each.strip() for each in types.split("|")]
    words = dict.fromkeys(_KINDS.get(each, "iets anders") for each in wanted)
    example = next((_EXAMPLES[each] for each in wanted if each in _EXAMPLES), "")
    return " of ".join(words) + (f", zoals {example}" if example else "")


def _choices(schema: _Node) -> str:
    *first, last = [f"'{each}'" for each in schema.get("enum", ())] or [""]
    return f"; kies {', '.join(first)} of {last}" if first else f"; kies {last}" if last else ""


def _schema_at(form: type[Any], steps: _Steps) -> _Node:
    """Return what the schema says of a place."""
    whole = msgspec.json.schema(form)

    def plain(node: _Node) -> _Node:
        if "$ref" in node:
            return plain(whole["$defs"][node["$ref"].rpartition("/")[2]])
        other = [each for each in node.get("anyOf", ()) if each.get("type") != "null"]
        return plain(other[0]) if other else node

    here = plain(whole)
    for step in steps:
        inside = here.get("properties", {}).get(step) or here.get("additionalProperties") or {}
        if isinstance(step, int):
            inside = here.get("items") or {}
        here = plain(inside) if isinstance(inside, dict) else {}
    return here


def fault_of_json(error: Exception, content: bytes) -> str:
    """Return in Dutch why a file is no JSON, with the line and the letter where that shows."""
    if isinstance(error, RecursionError):
        return "dit is geen JSON dat wij kunnen lezen: lijsten en blokken zitten te diep in elkaar."
    try:
        content.decode()
    except UnicodeDecodeError as fault:
        return f"dit is geen JSON in UTF-8: {_spot(content, fault.start)} staat een teken dat geen UTF-8 is."
    if found := _BYTE.search(str(error)):
        # What follows after the end is told from the byte behind it.
        spot = _spot(content, int(found.group(1)) - ("trailing" in str(error)))
        return f"dit is geen JSON: {spot} staat iets dat daar niet kan. Kijk naar komma's, haakjes en aanhalingstekens."
    return "dit is geen JSON: het bestand houdt op voor het af is. Kijk of er een } of een ] mist."


def _spot(content: bytes, place: int) -> str:
    before = content[:place].decode(errors="replace")
    return f"op regel {before.count(chr(10)) + 1}, teken {len(before) - before.rfind(chr(10))}"
