"""What we know of suppliers, and whether their people may come in."""

from datetime import datetime

from django.db import IntegrityError, transaction

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.actions.people import end_sessions
from servicepunt.domains.people.events import SupplierChanged
from servicepunt.domains.people.models import Person, Supplier
from servicepunt.foundation.text import plain_name


class StaleSupplier(Exception):
    """Somebody changed the supplier since it was shown."""


class KvkTaken(ValueError):
    """Another supplier has this number in the trade register."""


@transaction.atomic
def welcome_supplier(*, name: str) -> Supplier:
    """Return the supplier of this name, but for case and blanks; who is not known yet becomes known. Two make one."""
    if (known := _named(name)) is not None:
        return known
    try:
        with transaction.atomic():
            return Supplier.objects.create(name=" ".join(name.split()))
    except IntegrityError:
        # The other one was written in this same moment.
        if (known := _named(name)) is None:
            raise
        return known


def _named(name: str) -> Supplier | None:
    everybody = Supplier.objects.order_by("id")
    return next((one for one in everybody if plain_name(one.name) == plain_name(name)), None)


def shown_supplier(supplier: Supplier) -> str:
    """Return what a page shows of a supplier, to tell whether somebody changed it since."""
    return f"{'aan' if supplier.is_active else 'uit'} {supplier.kvk or '-'}"


@transaction.atomic
def change_supplier(
    *, supplier: Supplier, kvk: str, is_active: bool, by: Person, at: datetime, seen: str | None = None
) -> None:
    """
    Set the number in the trade register (eight digits, or nothing), and whether people of the supplier may come in.

    Who may not come in any more is out at once: their sessions end.

    :raises StaleSupplier: if it is not any more what was shown (`seen`, as `shown_supplier` has it).
    :raises KvkTaken: if another supplier has the number.
    """
    # Locked, so that two who change it at once do so one after the other.
    fresh = Supplier.objects.select_for_update().get(pk=supplier.pk)
    if seen is not None and seen != shown_supplier(fresh):
        raise StaleSupplier(fresh.pk)
    wanted = {"kvk": kvk or None, "is_active": is_active}
    fields = {name: value for name, value in wanted.items() if getattr(fresh, name) != value}
    if not fields:
        return
    try:
        with transaction.atomic():
            Supplier.objects.filter(pk=fresh.pk).update(**fields)
    except IntegrityError:
        raise KvkTaken(kvk) from None
    if fields.get("is_active") is False:
        for person in Person.objects.filter(supplier=fresh).order_by("pk"):
            end_sessions(person, at=at)
    record(SupplierChanged(supplier=fresh.pk, fields=sorted(fields)), by=by.pk, at=at)
