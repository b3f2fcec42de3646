"""From the fields of a draft to the papers that the rules check, and to the manifest that is sealed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicepunt.domains.awards.rules.papers import (
    Checked,
    Notice,
    Paper,
    Papers,
    Part,
    PartKind,
    Pointer,
    Referee,
    check_papers,
    place_of,
)
from servicepunt.domains.hiring.rules.experience import experience
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.findings import criterion_result, knockout_result
from servicepunt.domains.hiring.rules.offers import Citation, Finding, Period
from servicepunt.domains.hiring.rules.request import Criterion, Request
from servicepunt.domains.tenders.rules.envelope import Manifest, Pages, Reference, Statement
from servicepunt.domains.tenders.rules.judging import reference_day
from servicepunt.entrypoints.supply import telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from servicepunt.domains.hiring.rules.request import Knockout, Named
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.supply.drafts import Draft, Loaded

FILES = {"cv": "Cv", "brief": "Motivatiebrief"}
FORMS = [
    ("", "Kies…"), ("zelfstandige", "Zelfstandige"), ("eigen_personeel", "Eigen personeel van de leverancier"),
    ("detachering", "Detachering of uitzenden"), ("anders", "Anders"),
]  # fmt: skip
MOST_REFERENCES = 4
_RANGE = re.compile(r"(\d{1,3})(?:\s*(?:-|–|t/m|tot en met)\s*(\d{1,3}))?\Z", re.IGNORECASE)
_UNTIL = re.compile(r"\s+(?:tot|–|-)\s+", re.IGNORECASE)
_DUTCH_DAY = re.compile(r"(?:(\d{1,2})-)?(\d{1,2})-(\d{4})\Z")
_RANGES = {"cover": PartKind.COVER, "letter": PartKind.LETTER, "cv_pages": PartKind.CV}
_ITEM_FIELDS = ("text", "page", "document", "periods")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the check of a draft found: what stops it, what does not, and how long the given periods are."""

    refusals: list[tuple[str, str]]
    hints: list[tuple[str, str]]
    lengths: list[tuple[str, str]]
    checked: Checked


def field_names(request: Request) -> list[str]:
    """Return the name of every field of the form."""
    names = ["candidate", "residence", "form", "rate", "dba", "accepts", *_RANGES]
    names += [f"reference-{number}-{part}" for number in range(1, MOST_REFERENCES + 1)
              for part in ("name", "organization", "reach", "consents")]  # fmt: skip
    return names + [f"item-{place_of(each)}-{part}" for each in items(request) for part in _ITEM_FIELDS]


def items(request: Request) -> list[Knockout | Criterion | Named]:
    """Return everything that an offer says where it stands: requirements, criteria, competences."""
    return [*request.knockouts, *request.criteria, *request.competences]


def check(draft: Draft, files: Mapping[str, Loaded]) -> Seen:
    """Return what is the matter with a draft, each with the id of the field it belongs to."""
    look, values = draft.look, draft.fields.values
    request = look.dossier.request
    refusals = list(_missing(look, values))
    parts, wrong = _parts(values)
    refusals += wrong
    checked = check_papers(_papers(values, files, parts, request), request, _published(look))
    lengths: list[tuple[str, str]] = []
    judged: list[Knockout | Criterion] = [*request.knockouts, *request.criteria]
    for each in judged:
        try:
            lengths += _length(look, each, values)
        except Faulty as fault:
            refusals.append((f"id_item-{each.id}-periods", str(fault)))
    refusals += [(_field(notice), notice.sentence) for notice in checked.refusals]
    return Seen(refusals, [(_field(notice), notice.sentence) for notice in checked.hints], lengths, checked)


def _missing(look: Look, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not values.get("candidate", "").strip():
        yield "id_candidate", "Vul de naam van de kandidaat in."
    if not values.get("residence", "").strip():
        yield "id_residence", "Vul de woonplaats van de kandidaat in."
    if telling.condition(look.dossier) and not values.get("accepts"):
        yield "id_accepts", "Ga akkoord met de uitvoeringsvoorwaarde; zonder akkoord kun je niet inschrijven."
    if must_confirm(look):
        yield (
            "",
            (
                f"De aanvraag is gewijzigd. Lees versie {look.dossier.version} en bevestig dat je haar hebt gezien; "
                "je concept blijft staan."
            ),
        )


def must_confirm(look: Look) -> bool:
    """Say whether there is a new version of the request that the viewer has not confirmed (H-098)."""
    version = look.dossier.version
    return version > 1 and version not in look.dossier.seen.get(look.viewer.pk, {})


def _parts(values: Mapping[str, str]) -> tuple[list[Part], list[tuple[str, str]]]:
    parts, wrong = [], []
    for name, kind in _RANGES.items():
        for written in filter(None, (each.strip() for each in values.get(name, "").split(","))):
            match = _RANGE.match(written)
            if match is None:
                wrong.append((f"id_{name}", f"'{written[:20]}' zijn geen pagina's. Schrijf 3, of 2-6."))
            else:
                parts.append(Part(kind, int(match[1]), int(match[2] or match[1])))
    return parts, wrong


def _papers(values: Mapping[str, str], files: Mapping[str, Loaded], parts: list[Part], request: Request) -> Papers:
    return Papers(
        files=[
            Paper(
                document=name, kind=file.facts.kind, fault=file.facts.fault or "", is_encrypted=file.facts.is_encrypted,
                has_script=file.facts.has_script, has_files=file.facts.has_files, pages=file.facts.pages,
                texts=file.facts.texts, parts=parts if name == "cv" else (),
            )
            for name, file in files.items()
        ],
        rate=values.get("rate", ""),
        referees=[Referee(each.name, each.reach, each.consents) for each in _references(values)],
        pointers={
            place_of(each): Pointer(said.document, said.page)
            for each in items(request)
            if (said := _statement(values, place_of(each))) is not None and said.page is not None
        },
        dba=values.get("dba", ""),
    )  # fmt: skip


def _references(values: Mapping[str, str]) -> list[Reference]:
    found = []
    for number in range(1, MOST_REFERENCES + 1):
        name, organization, reach, consents = (
            values.get(f"reference-{number}-{part}", "").strip()
            for part in ("name", "organization", "reach", "consents")
        )
        if name or organization or reach:
            found.append(Reference(name=name, organization=organization, reach=reach, consents=bool(consents)))
    return found


def _statement(values: Mapping[str, str], item: str) -> Statement | None:
    text, page, document, periods = (values.get(f"item-{item}-{part}", "").strip() for part in _ITEM_FIELDS)
    if not (text or page or periods):
        return None
    return Statement(
        text=text,
        page=int(page) if page.isdecimal() and len(page) < 4 else None,
        document=document if document in FILES else "cv",
        periods=tuple(read_periods(periods)),
    )


def read_periods(written: str) -> Iterator[Period]:
    """Return the periods of a field, one on each line: "2019-03 tot 2023-06", "maart"-less and in Dutch order too."""
    for line in filter(None, (each.strip() for each in written.splitlines())):
        since, *until = _UNTIL.split(line, maxsplit=1)
        end = until[0].strip() if until else "nu"
        yield Period(since=_day(since), until=None if end.casefold() in {"nu", "heden"} else _day(end))


def _day(written: str) -> str:
    match = _DUTCH_DAY.match(written.strip())
    if match is None:
        return written.strip()[:40]
    day, month, year = match.groups()
    return f"{year}-{month:0>2}-{day:0>2}" if day else f"{year}-{month:0>2}"


def _length(look: Look, each: Knockout | Criterion, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    said = _statement(values, each.id)
    if said is None or not said.periods:
        return
    here = Citation(page=said.page or 1, passage="opgave van de leverancier")
    finding = Finding(periods=said.periods, citation=here)
    reference = reference_day(look.dossier)
    place = f"{'Criterium' if isinstance(each, Criterion) else 'Eis'} {each.id}"
    counted = experience(finding, reference, place)
    if isinstance(each, Criterion):
        result = criterion_result(each, finding, reference, place)
        outcome = f": {telling.number(result.points)} punten"
    else:
        result, outcome = knockout_result(each, finding, reference, place), ""
    until = f"tot {telling.day(reference)}"
    yield place, f"{counted.days} dagen {until}, overlap telt één keer{outcome}. {result.reason}"


_PLACES = {"bestand": "id_cv", "onderdelen": "id_cv_pages", "referenties": "id_reference-1-name", "tarief": "id_rate"}


def _field(notice: Notice) -> str:
    about, _, rest = notice.about.partition(".")
    if about == "vindplaats":
        return f"id_item-{rest}-page"
    if about == "bestand" and rest in FILES:
        return f"id_{rest}"
    return _PLACES.get(about, f"id_{about}")


def _published(look: Look) -> str:
    texts = look.dossier.draft.texts if look.dossier.draft else {}
    return "\n".join([*(line for lines in texts.values() for line in lines), *telling.condition(look.dossier)])


def manifest_of(draft: Draft, files: Mapping[str, Loaded], seen: Seen) -> Manifest:
    """Return what is sealed beside the files, of a draft that nothing stops."""
    values, dossier = draft.fields.values, draft.look.dossier
    request = dossier.request
    statements = {place_of(each): _statement(values, place_of(each)) for each in items(request)}
    ranges = {name: Paper(document=name, kind="pdf", pages=file.facts.pages,
                          parts=_parts(values)[0] if name == "cv" else ()).ranges
              for name, file in files.items()}  # fmt: skip
    return Manifest(
        candidate=values["candidate"].strip(),
        residence=values["residence"].strip(),
        pages=seen.checked.cv_pages,
        language=seen.checked.language,
        dba=values.get("dba", "").strip(),
        accepts_conditions=bool(values.get("accepts")),
        accepted_version=dossier.version if values.get("accepts") else None,
        accepted_digest=telling.condition_digest(dossier) if values.get("accepts") else "",
        legal_form=values.get("form", ""),
        references=tuple(_references(values)),
        statements={item: said for item, said in statements.items() if said is not None},
        file_pages={f"{name}.pdf": file.facts.pages for name, file in files.items()},
        file_texts={f"{name}.pdf": file.facts.texts for name, file in files.items()},
        parts=tuple(Pages(document=f"{name}.pdf", kind=part.kind.value, first=part.first, last=part.last)
                    for name, parts in ranges.items() for part in parts),
    )  # fmt: skip


def digests(files: Mapping[str, Loaded]) -> dict[str, str]:
    """Return the SHA-256 of every file, by the name it has in the envelope."""
    return {f"{name}.pdf": hashlib.sha256(file.content).hexdigest() for name, file in files.items()}
