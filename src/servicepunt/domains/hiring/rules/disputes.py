"""Complaints and court cases: they hold a signature until they are decided, whatever is decided meanwhile (H-105)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from servicepunt.domains.hiring.rules.course import Happening, Kind, Result
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.moments import DAY, instant, local_day, next_working_day

if TYPE_CHECKING:
    from servicepunt.domains.hiring.rules.deciding import Award

LASTING = {Kind.COMPLAINT, Kind.SUMMONS, Kind.COMPLAINT_SETTLED, Kind.RULING}
_ENDS = {Kind.COMPLAINT_SETTLED: (Kind.COMPLAINT, "klacht"), Kind.RULING: (Kind.SUMMONS, "zaak")}


@dataclass(slots=True)
class Dispute:
    """A complaint or court case that is still open."""

    kind: Kind
    day: date
    id: str
    blocks: bool = True


class Disputes:
    """What is open of them; `early` tells what came before any decision, `complaint_days` how long one adds."""

    def __init__(self, complaint_days: int) -> None:
        self.longer = timedelta(days=complaint_days)
        self.open: list[Dispute] = []
        self.early: list[str] = []
        self.named: set[str] = set()

    def carry(self, award: Award, *, is_first: bool) -> None:
        """Let what is open hold a new decision: a decision ends none of them."""
        for each in self.open:
            each.blocks = True
        award.open_disputes = len(self.open)
        award.disputes += (
            self.early
            if is_first
            else [
                f"{each.kind} op {each.day:%d-%m-%Y}: voor dit besluit; ondertekenen wacht op de uitkomst"
                for each in self.open
            ]
        )

    def take(self, award: Award | None, each: Happening) -> None:
        """Take a new one, or how one ended, against the decision in force; None before there is any."""
        day = local_day(instant(each.at, "gebeurtenissen"))
        said = self._end(award, each, day) if each.kind in _ENDS else self._begin(award, each, day)
        (self.early if award is None else award.disputes).append(f"{each.kind} op {day:%d-%m-%Y}: {said}")

    def _begin(self, award: Award | None, each: Happening, day: date) -> str:
        begun = Dispute(each.kind, day, each.id)
        if each.id and each.id in self.named:
            raise Faulty(f"gebeurtenissen: er is al een klacht of zaak met id {each.id}.")
        self.named.add(each.id)
        self.open.append(begun)
        if award is None:
            return "voor het besluit; ondertekenen wacht op de uitkomst"
        term = award.suspension
        if not award.voided and (award.signed_at is not None or day > award.last_day):
            begun.blocks = False
            return "na het ondertekenen" if award.signed_at else "na de termijn, houdt de ondertekening niet tegen"
        award.open_disputes += 1
        if each.kind == Kind.COMPLAINT and self.longer:
            longer = next_working_day(term.last_extended + self.longer)
            award.sign_from, award.last_day = max(award.sign_from, longer + DAY), max(award.last_day, longer)
        late = "; na de laatste dag zonder verlenging, dus betwistbaar" if day > term.last else ""
        return f"ondertekenen wacht op de uitkomst{late}"

    def _end(self, award: Award | None, each: Happening, day: date) -> str:
        kind, what = _ENDS[each.kind]
        ended = next((one for one in self.open if one.kind == kind and each.id in {"", one.id}), None)
        if ended is None:
            which = f" met id {each.id}" if each.id else ""
            raise Faulty(f"gebeurtenissen: {each.kind} op {day:%d-%m-%Y}, maar er liep geen {what}{which}.")
        if each.result is None:
            raise Faulty(f"gebeurtenissen: {each.kind} op {day:%d-%m-%Y} vraagt een uitkomst: ongegrond of gegrond.")
        self.open.remove(ended)
        if award is not None:
            award.open_disputes = sum(dispute.blocks for dispute in self.open)
            award.sign_from = max(award.sign_from, day) if ended.blocks else award.sign_from
            if each.result == Result.UPHELD and not award.voided:
                award.voided = f"{each.kind}: gegrond; er is een nieuw besluit nodig"
        return str(each.result)
