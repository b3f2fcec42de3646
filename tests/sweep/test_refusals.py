"""Every field of every form refuses in our words: none has a sentence of Django's own."""

from importlib import import_module

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from django import forms
from django.core import validators

from servicepunt.entrypoints.signin import forms as signin
from tests.house.reading import SOURCE

pytestmark = pytest.mark.django_db


def all_forms():
    """Return every form of the product, once."""
    for path in sorted(SOURCE.rglob("forms.py")):
        import_module(".".join(("servicepunt", *path.relative_to(SOURCE).with_suffix("").parts)))
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("servicepunt."):
            found.add(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def checked(kind, village, rf):
    """Return a form of this kind to which nothing was given, checked."""
    more = {}
    if kind.__module__.endswith("signin.forms") and kind not in {
        signin.SignInForm,
        signin.ForgottenForm,
        signin.Newcomer,
        signin.MailedCode,
    }:
        more["user"] = village.joost
    if kind is signin.PasskeyName:
        more = {
            "instance": Authenticator(user=village.joost, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"})
        }
    request = rf.post("/")
    request.session = {}
    with request_context(request):
        form = kind(data={}, **more)
        form.full_clean()
    return form


@pytest.mark.parametrize("kind", all_forms(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_no_field_refuses_in_the_words_of_django(kind, village, rf):
    wrong = []
    for name, field in checked(kind, village, rf).fields.items():
        django = {code: words for one in type(field).__mro__ for code, words in defaults(one).items()}
        codes = {code for code in django if code in field.error_messages}
        codes |= {one.code for one in field.validators if isinstance(one, VALIDATORS)}
        for code in codes:
            words = field.error_messages.get(code)
            if words is None or words is django.get(code) or str(words) == str(django.get(code)):
                wrong.append(f"{name}: {code}")
    assert wrong == []


VALIDATORS = (
    validators.BaseValidator,
    validators.RegexValidator,
    validators.EmailValidator,
    validators.ProhibitNullCharactersValidator,
)


def defaults(kind):
    return vars(kind).get("default_error_messages", {})


def test_every_form_is_looked_at():
    names = {kind.__name__ for kind in all_forms()}
    assert {"Reply", "NormForm", "MailboxForm", "EditPerson", "Call", "Ask", "SignInForm", "Bulk"} <= names
