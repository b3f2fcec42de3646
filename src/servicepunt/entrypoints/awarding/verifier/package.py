"""The files of a package, its manifest, and the chain that the rest is held against."""

import hashlib
import json
import re
import zipfile
from typing import Any

Plain = dict[str, Any]
FIRST = "0" * 64
DIGEST = 64
ALWAYS = ("LEESMIJ.txt", "aanvraag.json", "feiten.jsonl", "procedure.json", "uitkomst.json", "verify.py")


class Difference(Exception):
    """The first thing that is not as it should be; the message says in Dutch where, and what."""


def read_package(path: str) -> dict[str, bytes]:
    """Return the files of a package, by name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)):
                raise Difference("Een bestand staat twee keer in het pakket.")
            return {name: archive.read(name) for name in names}
    except FileNotFoundError as fault:
        raise Difference(f"Het pakket is er niet: {path}") from fault
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError) as fault:
        raise Difference("Het pakket is niet te lezen: het is geen zip-bestand, of het is beschadigd.") from fault


def canonical(value: Any) -> bytes:
    """Return JSON with one way of writing it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def shown(value: Any) -> bytes:
    """Return JSON for people, also with one way of writing it."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def sha256(content: bytes) -> str:
    """Return the digest in hexadecimals."""
    return hashlib.sha256(content).hexdigest()


def check_files(files: dict[str, bytes]) -> Plain:
    """Return the manifest when it is whole and every file is as it says."""
    raw = files.get("manifest.json", b"")
    try:
        manifest = dict(json.loads(raw))
        listed = dict(manifest["bestanden"])
        own, form, head = manifest["manifest_sha256"], manifest["vorm"], manifest["kop"]
    except (ValueError, KeyError, TypeError) as fault:
        raise Difference("manifest.json is niet te lezen.") from fault
    if raw != canonical(manifest) or own != sha256(canonical({**manifest, "manifest_sha256": ""})):
        raise Difference("manifest.json is veranderd.")
    if set(manifest) != {"aanvraag", "vorm", "kop", "regels", "bestanden", "manifest_sha256"}:
        raise Difference("manifest.json heeft andere velden dan het hoort te hebben.")
    if form not in {"volledig", "openbaar"} or len(str(head)) != DIGEST:
        raise Difference("manifest.json noemt geen vorm of kop die kan.")
    check_names(files, {*listed, "manifest.json"})
    for name in sorted(listed):
        if sha256(files[name]) != listed[name]:
            raise Difference(f"{name} is veranderd.")
    return manifest


def check_names(files: dict[str, bytes], expected: set[str]) -> None:
    """Check that the package has these files, and no other."""
    for name in sorted(expected | set(files)):
        if name not in files:
            raise Difference(f"{name} ontbreekt.")
        if name not in expected:
            raise Difference(f"{name} hoort niet in het pakket.")


def check_chain(content: bytes, head: str, *, is_full: bool) -> tuple[list[Plain], list[str]]:
    """Return the lines in order with the digest of each, when every line names the digest of the one before it."""
    before, lines, digests = FIRST, [], []
    for place, raw in enumerate(content.split(b"\n")[:-1] if content.endswith(b"\n") else [b""], 1):
        line = _line(raw, place, is_full=is_full)
        if line["nummer"] != place:
            raise Difference(f"feiten.jsonl: regel {place} van de keten ontbreekt, of staat op een andere plaats.")
        if line["vorige"] != before:
            raise Difference(f"feiten.jsonl: regel {place} van de keten volgt niet op de regel ervoor.")
        before = digest_of(line)
        lines.append(line)
        digests.append(before)
    if before != head:
        raise Difference("feiten.jsonl: de laatste regel van de keten is niet die van het manifest.")
    return lines, digests


def _line(raw: bytes, place: int, *, is_full: bool) -> Plain:
    try:
        line = json.loads(raw)
        personal = line["persoonlijk"]
        is_written_so = raw == canonical(line) and isinstance(personal, dict if is_full else str)
        if is_written_so and {"nummer", "vorige"} <= set(line):
            return dict(line)
    except (ValueError, KeyError, TypeError) as fault:
        raise Difference(f"feiten.jsonl: regel {place} van de keten is niet te lezen.") from fault
    raise Difference(f"feiten.jsonl: regel {place} van de keten heeft niet de vorm die het hoort te hebben.")


def digest_of(line: Plain) -> str:
    """Return the digest of a line: of what everybody may read, in which the personal part is a digest itself."""
    personal = line["persoonlijk"]
    return sha256(
        canonical({**line, "persoonlijk": sha256(canonical(personal))} if isinstance(personal, dict) else line)
    )


def told_in(line: Plain) -> Plain:
    """Return number, moment, actor and fact of a line, as far as it can be read."""
    personal = line["persoonlijk"] if isinstance(line["persoonlijk"], dict) else {}
    return {
        "nummer": line["nummer"],
        "op": line.get("op") or personal.get("op", ""),
        "door": personal.get("door"),
        "feit": {**line.get("feit", {}), **personal.get("feit", {})},
    }


def natural(name: str) -> tuple[tuple[str | int, ...], str]:
    """Return by what a label is sorted: its numbers as numbers, so that K2 comes before K10."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), name


def check_file(name: str, content: bytes, mine: Any) -> None:
    """Check that a file says what was worked out here, to the byte; raises where it first says something else."""
    if content == shown(mine):
        return
    try:
        theirs = json.loads(content)
    except ValueError as fault:
        raise Difference(f"{name} is niet te lezen.") from fault
    difference = first_difference(mine, theirs)
    raise Difference(f"{name}: {difference}" if difference else f"{name} is anders opgeschreven dan het hoort.")


def first_difference(mine: Any, theirs: Any, place: str = "") -> str:
    """Return in Dutch where two values first differ, and how; empty when they are the same."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for key in sorted({*mine, *theirs}, key=str):
            where = f"{place}.{key}" if place else str(key)
            if key not in theirs or key not in mine:
                return f"{where} {'ontbreekt' if key not in theirs else 'hoort er niet'}"
            found = first_difference(mine[key], theirs[key], where)
            if found:
                return found
        return ""
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        parts = (first_difference(one, other, f"{place}[{number}]") for number, (one, other) in
                 enumerate(zip(mine, theirs, strict=True), 1))  # fmt: skip
        return next((found for found in parts if found), "")
    is_same = mine == theirs and isinstance(mine, bool) == isinstance(theirs, bool)
    return "" if is_same else f"{place or 'geheel'}: nagerekend {_short(mine)}, verteld {_short(theirs)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
