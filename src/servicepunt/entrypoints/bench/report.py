"""The table: what was measured, against the budgets and against the reference."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from servicepunt.entrypoints.bench.cases import Case
from servicepunt.entrypoints.bench.measuring import Figure

# The floor on PostgreSQL, in milliseconds: SQLite has no server, so its own floor says too little.
FLOOR = 0.68
_MORE, _LESS = True, False
# Name of what is no page, its budget, and whether more is better.
_OTHERS: Mapping[str, tuple[str, float | None, bool]] = {
    "mails": ("mail innemen, per seconde", 100, _MORE),
    "mail_cpu": ("mail innemen, CPU in ms", None, _LESS),
    "creates": ("melding maken met 8 tegelijk, per seconde", 200, _MORE),
    "web_memory": ("geheugen van de webserver, MB", None, _LESS),
    "worker_memory": ("geheugen van de werker, MB", None, _LESS),
    "memory": ("geheugen samen, MB", 250, _LESS),
    "start": ("van start tot de eerste pagina, seconden", 1.5, _LESS),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An operation: milliseconds of wall and CPU, its statements, and how they stand to budget and reference."""

    name: str
    p50: float
    p95: float
    server: float
    database: float
    times_floor: float
    factor: float
    p95_budget: float | None
    reference: float
    statements: int
    most_statements: int | None

    @property
    def cpu(self) -> float:
        """CPU of server and database together, in milliseconds a request."""
        return self.server + self.database

    @property
    def over(self) -> list[str]:
        """What is over budget, in words; nothing when all is met."""
        found = []
        if self.times_floor > self.factor:
            found.append(f"CPU {self.times_floor:.1f}x de vloer, budget {self.factor:g}x")
        if self.p95_budget is not None and self.p95 > self.p95_budget:
            found.append(f"p95 {self.p95:.0f} ms, budget {self.p95_budget:g} ms")
        if self.most_statements is not None and self.statements > self.most_statements:
            found.append(f"{self.statements} vragen aan de database, budget {self.most_statements}")
        return found


def floor_of(raw: Figure, *, vendor: str) -> float:
    """Return the milliseconds that budgets are a multiple of."""
    return 1000 * raw.cpu if vendor == "postgresql" else max(1000 * raw.cpu, FLOOR)


def lines(
    found: Mapping[tuple[str, str], Figure], cases: Sequence[Case], statements: Mapping[str, int], *, floor: float
) -> list[Line]:
    """Return the lines of the operations; `floor` in milliseconds."""
    return [
        _line(case, found[case.name, "ours"], found[case.name, "reference"], statements[case.name], floor)
        for case in cases
    ]


def _line(case: Case, ours: Figure, reference: Figure, statements: int, floor: float) -> Line:
    return Line(
        name=case.name,
        p50=ours.percentile(50),
        p95=ours.percentile(95),
        server=1000 * ours.server,
        database=1000 * ours.database,
        times_floor=1000 * ours.cpu / floor,
        factor=case.factor,
        p95_budget=case.p95,
        reference=1000 * reference.cpu,
        statements=statements,
        most_statements=case.queries,
    )


_HEADER = (
    f"{'in milliseconden':<26}{'p50':>7}{'p95':>7}{'CPU web':>9}{'CPU db':>8}{'samen':>8}"
    f"{'x vloer':>9}{'budget':>8}{'kaal':>7}{'x kaal':>8}{'vragen':>8}"
)


def table(found: Sequence[Line], *, floor: float) -> list[str]:
    """Return the lines as text."""
    rows = [_HEADER, f"{'vloer: SQL naar JSON':<26}{floor:>39.2f}"]
    for line in found:
        mark = "  BOVEN BUDGET" if line.over else ""
        asked = f"{line.statements}" if line.most_statements is None else f"{line.statements}/{line.most_statements}"
        rows.append(
            f"{line.name:<26}{line.p50:>7.1f}{line.p95:>7.1f}{line.server:>9.2f}{line.database:>8.2f}{line.cpu:>8.2f}"
            f"{line.times_floor:>9.1f}{line.factor:>8g}{line.reference:>7.2f}{line.cpu / line.reference:>8.1f}"
            f"{asked:>8}{mark}"
        )
    return rows


def others(told: Mapping[str, float]) -> list[str]:
    """Return the figures that are no page."""
    rows = []
    for key, (name, budget, is_more) in _OTHERS.items():
        wanted = "" if budget is None else f"{'minstens' if is_more else 'hoogstens'} {budget:g}"
        mark = "  BOVEN BUDGET" if _misses(told[key], budget, is_more) else ""
        rows.append(f"{name:<44}{told[key]:>9.2f}   {wanted}{mark}")
    return rows


def verdict(found: Sequence[Line], told: Mapping[str, float]) -> list[str]:
    """Return how many budgets are met, and every one that is not."""
    missed = [f"{line.name}: {words}" for line in found for words in line.over]
    for key, (name, budget, is_more) in _OTHERS.items():
        if _misses(told[key], budget, is_more):
            missed.append(f"{name}: {told[key]:.2f}, budget {budget:g}")
    wanted = sum(1 + (line.p95_budget is not None) + (line.most_statements is not None) for line in found)
    wanted += sum(budget is not None for _, budget, _ in _OTHERS.values())
    return [f"{wanted - len(missed)} van {wanted} budgetten gehaald", *(f"  niet: {words}" for words in missed)]


def _misses(value: float, budget: float | None, is_more: bool) -> bool:  # noqa: FBT001  # a column of the table above
    if budget is None:
        return False
    return value < budget if is_more else value > budget


def plain(found: Sequence[Line]) -> list[dict[str, Any]]:
    """Return the lines as JSON takes them."""
    return [asdict(line) | {"cpu": line.cpu, "over": line.over} for line in found]
