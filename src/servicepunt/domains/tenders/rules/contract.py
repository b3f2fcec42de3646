"""The contract of a request: its terms, the option that is next, and the last day."""

from collections.abc import Sequence
from datetime import date

from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.domains.hiring.rules.terms import Term, contract_terms
from servicepunt.domains.tenders.rules.dossier import Dossier


def terms_of(dossier: Dossier) -> Sequence[Term]:
    """Return the base of the contract and every option, also those that were not used; nothing before it begins."""
    request = dossier.request
    if dossier.starts_on is None or request.duration is None:
        return ()
    return contract_terms(dossier.starts_on, request.duration, request.extensions)


def options_used(dossier: Dossier) -> int:
    """Return how many options were used; they come one after the other."""
    return sum(each.is_used for each in dossier.options.values())


def last_day(dossier: Dossier) -> date | None:
    """Return the last day of the work as it stands now; None when there is no end yet."""
    if dossier.ended_on is not None:
        return dossier.ended_on
    terms = terms_of(dossier)
    return terms[options_used(dossier)].last if terms else None


def next_option(dossier: Dossier) -> tuple[int, Term] | None:
    """Return the option that has to be decided on next, by its number; None when there is none left."""
    terms, used = terms_of(dossier), options_used(dossier)
    if dossier.ended_on is not None or used != len(dossier.options) or used + 1 >= len(terms):
        return None
    return used + 1, terms[used + 1]


def winners(dossier: Dossier) -> tuple[str, ...]:
    """Return whose contract it is: the offers of the last decision, once it was signed."""
    return dossier.decisions[-1].offers if dossier.decisions and is_signed(dossier) else ()


def is_signed(dossier: Dossier) -> bool:
    """Say whether the contract was signed."""
    return signed_on(dossier) is not None


def signed_on(dossier: Dossier) -> date | None:
    """Return the day on which the contract was signed."""
    return next((local_day(each.at) for each in dossier.happenings if each.kind == Kind.SIGNED), None)
