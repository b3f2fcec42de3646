"""What had happened at the moment of `nu`: whatever is dated later is not in the file yet (A-35, A-53)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import takewhile

from msgspec import structs

from servicepunt.domains.hiring.rules.course import Procedure, Round
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.offers import Defect, Found, Offer, Version
from servicepunt.domains.hiring.rules.repairs import ends_at, is_content
from servicepunt.domains.hiring.rules.timing import closing

_HasCome = Callable[[datetime | None], bool]


def until_now(procedure: Procedure) -> Procedure:
    """Return the file as it was at `nu`; without `nu` everything written has happened and every term is over."""
    if procedure.as_of is None:
        return procedure
    now = instant(procedure.as_of, "nu")

    def has_come(moment: datetime | None) -> bool:
        return moment is None or instant(moment, "een tijdstip") <= now

    fixed, request = procedure.shortlist_fixed_at, procedure.request
    known = tuple(each for each in request.corrections if has_come(each.at))
    request = structs.replace(request, corrections=known)
    return structs.replace(
        procedure,
        request=request,
        offers=tuple(_offers(structs.replace(procedure, request=request), has_come)),
        shortlist_fixed_at=fixed if has_come(fixed) else None,
        rounds=tuple(_rounds(procedure.rounds, has_come)),
        decisions=tuple(each for each in procedure.decisions if has_come(each.sent_at)),
        happenings=tuple(each for each in procedure.happenings if has_come(each.at)),
    )


def _offers(procedure: Procedure, has_come: _HasCome) -> Iterator[Offer]:
    settings, closes_at = procedure.settings, closing(procedure.request)

    def ends(own: datetime | None) -> datetime:
        return ends_at(own, settings.repair_until, settings.repair_days, closes_at)

    for each in procedure.offers:
        came = [version for version in each.versions if has_come(version.received_at)]
        versions = tuple(_version(version, has_come, ends) for version in came)
        if versions or not each.versions:
            yield structs.replace(
                each,
                versions=versions,
                withdrawn_at=each.withdrawn_at if has_come(each.withdrawn_at) else None,
                withdrawals=tuple(filter(has_come, each.withdrawals)),
            )


def _version(version: Version, has_come: _HasCome, ends: Callable[[datetime | None], datetime]) -> Version:
    def known(each: Defect) -> Defect:
        repaired = each.repaired_at if has_come(each.repaired_at) else None
        is_asked = each.found == Found.AFTER_CLOSING and not is_content(each.kind, each.form_because)
        may_still = is_asked and repaired is None and not has_come(ends(each.until))
        return structs.replace(each, repaired_at=repaired, is_open=may_still if each.is_open is None else each.is_open)

    return structs.replace(version, defects=tuple(map(known, version.defects)))


def _rounds(rounds: tuple[Round, ...], has_come: _HasCome) -> Iterator[Round]:
    for each in takewhile(lambda one: has_come(one.invited_at), rounds):
        yield structs.replace(each, interviews=tuple(talk for talk in each.interviews if has_come(talk.at)))
