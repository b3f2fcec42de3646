"""What happens around requests to hire outside a page."""

from django.conf import settings
from django_tasks import task

from servicepunt.domains.mail.actions import queue_letter
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries import dossier_of
from servicepunt.domains.tenders.rules.news import News, letter, readers_of
from servicepunt.foundation.clock import now


@task()
def tell_suppliers(tender: int, number: int, news: str, person: int | None) -> None:
    """
    Write to every invited supplier that there is news; the same fact twice makes one letter for each.

    Who was invited between the publication and this letter gets one invitation.
    """
    at = now()
    about = "invitation" if news in {News.INVITED, News.PUBLISHED} else str(number)
    found = Tender.objects.get(pk=tender)
    readers = readers_of(News(news), dossier_of(found), person)
    link = f"{settings.BASE_URL}/aanvragen/{found.number}/"
    for reader in Person.objects.filter(pk__in=readers, is_active=True, email__isnull=False).order_by("pk"):
        title, text = letter(News(news), name=reader.name, number=found.number, title=found.title, link=link)
        queue_letter(
            key=f"tender:{tender}:{about}:{reader.pk}",
            mailbox=None,
            to=[reader.email or ""],
            title=title,
            text=text,
            is_automatic=True,
            at=at,
        )
