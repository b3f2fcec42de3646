"""From what an assessor typed to a finding, and back: nothing typed is lost, whatever is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from servicepunt.domains.awards.rules.passages import PICTURED
from servicepunt.domains.hiring.rules.offers import Citation, Example, Finding, Period
from servicepunt.domains.hiring.rules.request import Criterion, Knockout, Model, Proof

MOST_ROWS = 30
_LONGEST = 5_000
_LONGEST_PAGE = 400
_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")
_DUTCH = re.compile(r"(?:(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ])(\d{4})\Z")
_NAMED = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?\s+(\d{4})\Z")
_GOES_ON = {"", "heden", "nu", "nog steeds"}
YES, NO, NOT_FOUND = "ja", "nee", "niet_gevonden"
Item = Knockout | Criterion
Error = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One period or example as typed."""

    since: str = ""
    until: str = ""
    document: str = "cv"
    page: str = ""
    passage: str = ""
    is_valid: bool = True
    is_pictured: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in it."""
        return not (self.since or self.until or self.page or self.passage)


@dataclass(frozen=True, slots=True)
class Typed:
    """Everything of the form as typed."""

    meets: str = ""
    reason: str = ""
    level: str = ""
    finished: str = ""
    direction: str = ""
    explained: bool = False
    first: Row = field(default_factory=Row)
    rows: Sequence[Row] = ()


def shape_of(item: Item) -> str:
    """Return what kind of evidence an item asks: voorbeelden, ervaring, opleiding or oordeel."""
    if isinstance(item, Criterion) and item.model == Model.EXAMPLES:
        return "voorbeelden"
    if isinstance(item, Criterion) and item.model == Model.BANDS:
        return Proof.EXPERIENCE.value
    return item.proof.value


def typed_in(post: Mapping[str, str], *, more: bool = False) -> Typed:
    """Return what came with a form; with `more` there are two rows extra to fill in."""
    count = post.get("rows", "")
    rows = min(int(count), MOST_ROWS) if count.isdecimal() and len(count) < 4 else 0
    typed = [_row(post, f"_{number}") for number in range(rows)]
    return Typed(
        meets=_text(post, "meets"),
        reason=_text(post, "reason"),
        level=_text(post, "level"),
        finished=_text(post, "finished"),
        direction=_text(post, "direction"),
        explained="explained" in post,
        first=_row(post, ""),
        rows=[*typed, *[Row()] * (2 if more and rows + 2 <= MOST_ROWS else 0)],
    )


def _row(post: Mapping[str, str], end: str) -> Row:
    return Row(
        since=_text(post, f"since{end}"),
        until=_text(post, f"until{end}"),
        document=_text(post, f"document{end}") or "cv",
        page=_text(post, f"page{end}"),
        passage=_text(post, f"passage{end}"),
        is_valid=post.get(f"valid{end}", "ja") != "nee",
        is_pictured=f"pictured{end}" in post,
    )


def _text(post: Mapping[str, str], name: str) -> str:
    return post.get(name, "").strip()[:_LONGEST]


def typed_of(item: Item, finding: Finding | None, show: Mapping[str, str]) -> Typed:
    """Return a finding of the file as it was typed; `show` has the texts of its references."""
    given = finding or Finding()
    rows = [_shown_row(each.citation, show, each.since, each.until or "") for each in given.periods or ()]
    rows += [_shown_row(each.citation, show, is_valid=each.is_valid) for each in given.examples]
    shape = shape_of(item)
    wanted = {"ervaring": 2, "voorbeelden": item.examples if isinstance(item, Criterion) else 2}.get(shape, 0)
    has_found = given.meets or bool(rows) or given.level is not None
    answer = NO if given.meets is False else YES if has_found else NOT_FOUND if finding is not None else ""
    finished = {True: YES, False: NO, None: ""}[given.is_finished]
    return Typed(
        meets=answer,
        reason=show.get(given.reason, given.reason),
        level="" if given.level is None else str(given.level),
        finished=finished,
        direction=given.direction or "",
        explained=bool(given.explained),
        first=_shown_row(given.citation, show),
        rows=[*rows, *[Row()] * max(0, wanted - len(rows))],
    )


def _shown_row(
    citation: Citation | None, show: Mapping[str, str], since: str = "", until: str = "", *, is_valid: bool = True
) -> Row:
    if citation is None:
        return Row(since=since, until=until, is_valid=is_valid)
    return row_of(citation, show.get(citation.passage, citation.passage), since, until, is_valid=is_valid)


def row_of(citation: Citation, passage: str, since: str = "", until: str = "", *, is_valid: bool = True) -> Row:
    """Return a citation as it was typed; its words come from the vault."""
    document, is_pictured = citation.document.removesuffix(PICTURED), citation.document.endswith(PICTURED)
    return Row(since, until, document, str(citation.page), passage, is_valid, is_pictured)


def texts_of(finding: Finding | None) -> list[str]:
    """Return everything of a finding that may be a reference to the vault."""
    if finding is None:
        return []
    return [finding.reason, *(each.passage for each in citations_of(finding))]


def citations_of(finding: Finding) -> list[Citation]:
    """Return every place that a finding points at."""
    periods, examples = finding.periods or (), finding.examples
    cited = [finding.citation, *(each.citation for each in periods), *(each.citation for each in examples)]
    return [each for each in cited if each is not None]


def passages_of(typed: Typed) -> list[tuple[str, int, str]]:
    """Return document, page and words of all evidence, in the order of the form."""
    return [(row.document, _number(row.page) or 0, row.passage) for row in (typed.rows or [typed.first])]


def finding_of(item: Item, typed: Typed) -> tuple[Finding, list[Error]]:
    """Return what was typed as a finding, and what is wrong with it: the id of a field and a Dutch sentence."""
    errors: list[Error] = []
    shape = shape_of(item)
    if shape == "ervaring":
        return _experienced(item, typed, errors)
    if shape == "voorbeelden":
        return _exemplified(typed, errors)
    return _answered(item, typed, errors, is_education=shape == "opleiding")


def _experienced(item: Item, typed: Typed, errors: list[Error]) -> tuple[Finding, list[Error]]:
    periods = []
    for number, row in enumerate(typed.rows):
        if row.is_empty:
            continue
        since, until = read_day(row.since), read_day(row.until)
        if since is None:
            errors.append((f"id_since_{number}", f"Regel {number + 1}: schrijf het begin als dag, maand of jaar."))
        if until is None and row.until.casefold() not in _GOES_ON:
            errors.append((f"id_until_{number}", f"Regel {number + 1}: schrijf het eind als dag, maand of jaar."))
        citation = _cited(row, f"_{number}", errors)
        periods.append(Period(since=since or "", until=until, citation=citation))
    if typed.meets == NO and not typed.reason:
        errors.append(("id_reason", "Schrijf waarom deze ervaring niet van de gevraagde soort is."))
    errors += _unsaid(typed, len(periods), "periode")
    explained = typed.explained if item.needs_explanation else None
    meets = False if typed.meets == NO else None
    return Finding(meets=meets, explained=explained, periods=tuple(periods), reason=typed.reason), errors


def _unsaid(typed: Typed, count: int, what: str) -> list[Error]:
    """Return what is wrong between the choice and the rows: nothing is found only when somebody says so."""
    if typed.meets not in {YES, NO, NOT_FOUND}:
        return [("id_meets", "Kies of je iets hebt gevonden.")]
    if typed.meets == YES and not count:
        return [("id_passage_0", f"Vul een {what} in, of kies 'niets gevonden'.")]
    if typed.meets == NOT_FOUND and count:
        return [("id_meets", f"Je koos 'niets gevonden', maar vulde wel een {what} in. Kies een van de twee.")]
    return []


def _exemplified(typed: Typed, errors: list[Error]) -> tuple[Finding, list[Error]]:
    examples = [
        Example(is_valid=row.is_valid, citation=_cited(row, f"_{number}", errors))
        for number, row in enumerate(typed.rows)
        if not row.is_empty
    ]
    errors += _unsaid(typed, len(examples), "voorbeeld")
    if any(not each.is_valid for each in examples) and not typed.reason:
        errors.append(("id_reason", "Schrijf waarom een voorbeeld niet geldt."))
    return Finding(examples=tuple(examples), reason=typed.reason), errors


def _answered(item: Item, typed: Typed, errors: list[Error], *, is_education: bool) -> tuple[Finding, list[Error]]:
    if typed.meets not in {YES, NO, NOT_FOUND}:
        errors.append(("id_meets", "Kies ja, nee of niet gevonden."))
    citation = _cited(typed.first, "", errors)
    if typed.meets == YES and citation is None:
        errors.append(("id_passage", "Je koos ja, maar er is geen passage. Zonder passage telt het niet."))
    if typed.meets == NO and not typed.reason:
        errors.append(("id_reason", "Schrijf waarom het niet voldoet."))
    if typed.meets == NOT_FOUND:
        return Finding(reason=typed.reason), errors
    meets = {YES: True, NO: False}.get(typed.meets)
    explained = typed.explained if item.needs_explanation else None
    given = Finding(meets=meets, citation=citation, explained=explained, reason=typed.reason)
    return (_educated(item, typed, given, errors) if is_education else given), errors


def _educated(item: Item, typed: Typed, given: Finding, errors: list[Error]) -> Finding:
    level = _number(typed.level)
    if typed.meets == YES and (level is None or not 1 <= level <= 8):
        errors.append(("id_level", "Kies het niveau van de opleiding."))
    if typed.meets == YES and typed.finished not in {YES, NO}:
        errors.append(("id_finished", "Kies of de opleiding is afgerond."))
    if typed.meets == YES and item.directions and not typed.direction:
        errors.append(("id_direction", "Kies de richting van de opleiding."))
    # Ja says that there is an education; whether it is enough follows from level, direction and being finished.
    return Finding(
        meets=False if given.meets is False else None,
        citation=given.citation,
        level=level,
        is_finished={YES: True, NO: False}.get(typed.finished),
        direction=typed.direction or None if item.directions else None,
        explained=given.explained,
        reason=given.reason,
    )


def _cited(row: Row, end: str, errors: list[Error]) -> Citation | None:
    if not row.passage:
        return None
    page = _number(row.page)
    if page is None or not 1 <= page <= _LONGEST_PAGE:
        errors.append((f"id_page{end}", "Vul de bladzijde van de passage in."))
        page = 1
    return Citation(page=page, passage=row.passage, document=document_of(row))


def document_of(row: Row) -> str:
    """Return how a citation names the document, and that the words stand in a picture when somebody says so."""
    return row.document[:20] + (PICTURED if row.is_pictured else "")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 5 else None


def read_day(text: str) -> str | None:
    """
    Return a day, month or year as the rules read it, from what people type; None when it is none of these.

    >>> [read_day(each) for each in ("15-6-2024", "2024-06-15", "maart 2024", "3/2024", "2024", "gisteren")]
    ['2024-06-15', '2024-06-15', '2024-03', '2024-03', '2024', None]
    """
    plain = text.strip().casefold().replace("mrt", "maa")
    if match := _ISO.match(plain):
        year, month, day = match.groups()
    elif match := _DUTCH.match(plain):
        day, month, year = match.groups()
    elif (match := _NAMED.match(plain)) and match.group(2)[:3] in _MONTHS:
        day, month, year = match.group(1), str(_MONTHS.index(match.group(2)[:3]) + 1), match.group(3)
    else:
        return None
    return "-".join(part if len(part) == 4 else part.zfill(2) for part in (year, month, day) if part)
