"""Keys between tables follow the order of the domains; the import contracts cannot see them."""

from django.apps import apps
from django.db.models import Field, Model

from tests.house.reading import domains, none

ORDER = {name: height for height, layer in enumerate(domains()) for name in layer}


def keys_across() -> list[tuple[type[Model], Field, type[Model]]]:
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, Field) or not field.is_relation or field.related_model is None:
                continue
            ends = {model._meta.app_label, field.related_model._meta.app_label}
            if len(ends) == 2 and model._meta.app_label in ORDER:
                found.append((model, field, field.related_model))
    assert len(found) > 5, "hardly a key between domains: the reading is broken"
    return found


def test_a_key_points_to_a_lower_domain_only():
    upward = [
        f"{field} → {target._meta.label}"
        for model, field, target in keys_across()
        if ORDER.get(target._meta.app_label, 99) >= ORDER[model._meta.app_label]
    ]
    none(upward)


def test_a_key_to_another_domain_leaves_no_way_back():
    ways_back = [str(field) for _, field, _ in keys_across() if field.remote_field.related_name != "+"]
    none(ways_back)


def test_every_domain_that_keeps_something_is_in_the_order():
    labels = {
        model._meta.app_label for model in apps.get_models() if model.__module__.startswith("servicepunt.domains.")
    }
    assert len(labels) >= 5
    assert labels <= set(ORDER)
