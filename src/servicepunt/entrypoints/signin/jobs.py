"""The work of signing in that runs outside a request: so that nobody can time whom we know."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from servicepunt.domains.mail.actions import queue_system_letter
from servicepunt.domains.people.queries import find_active_person, find_person_to_sign_in
from servicepunt.entrypoints.signin.accounts import comes_by_broker_only
from servicepunt.entrypoints.signin.backends import may_come_in
from servicepunt.entrypoints.signin.sessions import SessionStore
from servicepunt.foundation.clock import now

_MAIL = "account/email/password_reset_key"


@task()
def mail_password_link(email: str) -> None:
    """Mail the link for a new password to whoever signs in with this address; to nobody else."""
    at = now()
    person = find_person_to_sign_in(email)
    if person is None or not person.email or not may_come_in(person, at) or comes_by_broker_only(person):
        return
    words = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    link = settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=words)
    context = {"email": person.email, "password_reset_url": link}
    queue_system_letter(
        to=person.email,
        subject=render_to_string(f"{_MAIL}_subject.txt").strip(),
        text=render_to_string(f"{_MAIL}_message.txt", context),
        at=at,
    )


@task()
def tell_second_step_forgotten(person: int) -> None:
    """Mail somebody that the second step of signing in is gone, so that it does not happen unseen."""
    found = find_active_person(person)
    if found is None or not found.email:
        return
    queue_system_letter(
        to=found.email,
        subject=render_to_string("account/email/second_step_gone_subject.txt").strip(),
        text=render_to_string(
            "account/email/second_step_gone_message.txt", {"profile": settings.BASE_URL + reverse("people:profile")}
        ),
        at=now(),
    )


@task()
def forget_old_sessions() -> None:
    """Remove the sessions that ended."""
    SessionStore.clear_expired()
