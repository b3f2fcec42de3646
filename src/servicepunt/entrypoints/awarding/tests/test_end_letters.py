"""When the whole request is withdrawn every offer that was still in gets one letter, from the file (H-106)."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import withdrawing
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tenders.actions import drafting, offering
from servicepunt.domains.tenders.queries import frame_of
from servicepunt.domains.tenders.rules.farewell import hears_of_end
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding import posting
from servicepunt.entrypoints.awarding.plain import reading_of
from servicepunt.entrypoints.awarding.tests.test_after import follow
from servicepunt.entrypoints.awarding.tests.test_pages import visit
from servicepunt.entrypoints.awarding.tests.test_replay import verified
from servicepunt.entrypoints.supply.tests.test_after import failed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "Het werk gaat niet door: Kandidaat 2 is er niet voor nodig."

__all__ = ["visit"]


def cancel(made, at, why=WHY):
    drafting.cancel(tender=made.tender, reason=why, by=made.people["Bram"], at=at)


def written(made, at):
    return {each.label: each.text for each in posting.end_letters_to_send(made.look("Hanna", at))}


def send(made, at, name="Hanna", **more):
    letters = {label: text.encode() for label, text in written(made, at).items()}
    withdrawing.send_end_letters(**{
        "tender": made.tender, "letters": letters, "by": made.people[name], "at": at,
        "digests": {label: posting.digest_of(text.decode()) for label, text in letters.items()},
    } | more)  # fmt: skip


STAGES = {
    "sent": ("niet geopend", cast.CLOSING + DAY),
    "judged": ("beoordeling was nog niet klaar", cast.OPENING + DAY),
    "scored": ("beoordeling was nog niet klaar", cast.OPENING + DAY),
    "listed": ("van de 100 punten", cast.OPENING + DAY),
    "interviewed": ("Het gesprek", cast.ADVICE),
    "announced": ("vervalt", cast.ADVICE + DAY),
}


@pytest.mark.parametrize(("stage", "said", "at"), [(stage, *told) for stage, told in STAGES.items()])
def test_every_offer_that_was_still_in_gets_one_letter_that_says_why_and_how_far_it_was(stage, said, at):
    made = getattr(cast, stage)(4, 4)
    offering.withdraw_offer(tender=made.tender, label=made.k(4), by=made.suppliers[3], at=at - timedelta(hours=1))
    assert written(made, at) == {}
    cancel(made, at)
    letters = written(made, at)
    assert set(letters) == set(made.labels[:3])
    for label, text in letters.items():
        assert said in text, text
        assert text.startswith("Aanvraag ingetrokken: Medewerker servicepunt (30954)")
        assert "Het werk gaat niet door" in text and "kort geding" in text and "kluis:" not in text
        if label != made.k(2) and stage != "sent":
            assert "Kandidaat 2" not in text
        assert not [each for each in reading_of(text).hints if each.startswith("Een zin van")]
    send(made, at)
    assert set(made.dossier.end_letters) == set(letters) and written(made, at) == {}
    with pytest.raises(AlreadyDone):
        send(made, at, letters={})


def test_who_was_out_reads_the_reason_in_this_letter_too():
    made = cast.listed()
    out = next(label for label in made.labels if label not in made.dossier.shortlist)
    knocked_out = made.labels[13]
    cancel(made, cast.OPENING + DAY)
    letters = written(made, cast.OPENING + DAY)
    assert (
        "voldeed niet aan alle eisen" in letters[knocked_out] and "Uw kandidaat hoorde daar niet bij." in letters[out]
    )
    assert "gekozen kandidaat" not in "".join(letters.values())


@pytest.mark.parametrize(
    ("make", "at", "label"),
    [
        (lambda: cast.listed(3, 3), cast.OPENING + DAY, "Stap 3: keuze"),
        (failed, cast.ADVICE, "Gesprekken"),
        (cast.published, cast.START + DAY, "Vragen en inschrijven"),
    ],
)
def test_the_steps_of_a_request_that_was_withdrawn_stop_where_it_stopped(make, at, label):
    made = make()
    cancel(made, at)
    steps = {each.label: each.state for each in frame_of(made.look("Hanna", at + DAY)).steps}
    assert steps[label] == "current" and steps["Opdracht"] == "todo"


def test_what_cannot_be_sent_is_refused():
    made = cast.listed(3, 3)
    at = cast.OPENING + DAY
    with pytest.raises(Refused, match="geen brieven over een intrekking"):
        send(made, at)
    cancel(made, at)
    with pytest.raises(Refused, match="inhuurdesk of de tekenbevoegde"):
        send(made, at, "Bram")
    with pytest.raises(Refused, match="passen niet meer"):
        send(made, at, letters={made.k(1): b"Brief"})
    assert not made.dossier.end_letters


def test_a_request_without_offers_has_no_letters_to_send(visit):
    made = cast.published()
    cancel(made, cast.START + DAY)
    assert not hears_of_end(made.dossier)
    page = visit(made, "Hanna", cast.START + DAY).text("gunning/")
    assert "geen inschrijving meer" in page and "Verstuur alle brieven" not in page
    assert "Er hoeft nu niets te gebeuren" in page


def test_the_desk_reads_and_sends_them_and_suppliers_find_theirs(visit):
    made = failed()
    at = cast.ADVICE
    hanna = visit(made, "Hanna", at)
    answer = hanna.post("intrekken/", reden="Niemand haalde het gesprek.")
    assert answer["Location"] == "/inhuur/30954/gunning/"
    page = hanna.text("gunning/")
    assert "Verstuur alle brieven" in page and "verstuur de brieven over de intrekking" in page
    for label in made.labels:
        assert "Niemand haalde het gesprek." in hanna.text(f"brief/{label}/")
        assert hanna.get(f"brief/{label}.pdf").content.startswith(b"%PDF-")
    assert hanna.post("gunning/intrekking/", mark="een ander").status_code == 422
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    assert visit(made, "Bram", at).post("gunning/intrekking/", mark=mark).status_code == 422
    assert hanna.post("gunning/intrekking/", mark=mark).status_code == 302
    assert "Brieven verstuurd" in hanna.text("gunning/")
    follow(made)
    titles = OutgoingLetter.objects.filter(title__startswith="Brief over de intrekking")
    assert titles.count() == 3 and not [each for each in titles if "gesprek" in each.text]
    sanne = visit(made, "Sanne 1", at + DAY).client
    shown = sanne.get("/aanvragen/30954/uitslag/").content.decode()
    assert f"Lees je brief over inschrijving {made.k(1)}" in shown and made.k(2) not in shown
    own = sanne.get(f"/aanvragen/30954/uitslag/{made.k(1)}/1/brief/").content.decode()
    assert "Niemand haalde het gesprek." in own and "matig" in own
    assert sanne.get(f"/aanvragen/30954/uitslag/{made.k(2)}/1/brief/").status_code == 404
    verified(made, at + DAY)


def test_letters_of_a_decision_and_of_the_withdrawal_are_both_kept_and_replayed(visit):
    made = cast.announced(3, 3)
    at = cast.ADVICE + DAY
    cancel(made, at)
    send(made, at)
    verified(made, at)
    names = set(posting.letters_in(made.dossier))
    assert {f"intrekking/{label}" for label in made.labels} | {f"1/{label}" for label in made.labels} == names
    sanne = visit(made, "Sanne 1", at + DAY).client
    page = sanne.get("/aanvragen/30954/uitslag/").content.decode()
    assert page.count("Lees je brief van") == 2
    for which, said in ((1, "Brief aan"), (2, "vervalt")):
        assert said in sanne.get(f"/aanvragen/30954/uitslag/{made.k(1)}/{which}/brief/").content.decode()


def test_sealed_offers_of_a_request_that_was_withdrawn_stay_sealed_and_get_a_letter(visit):
    made = cast.sent(2, 2)
    at = cast.CLOSING - timedelta(hours=1)
    cancel(made, at)
    hanna = visit(made, "Hanna", at)
    page = hanna.text("gunning/")
    assert made.shown(1) in page and "Kandidaat 1" not in hanna.text(f"brief/{made.k(1)}/")
    assert visit(made, "Bram", at).get(f"brief/{made.k(1)}/").status_code == 404
    send(made, at)
    sanne = visit(made, "Sanne 1", at).client
    letter = sanne.get(f"/aanvragen/30954/uitslag/{made.k(1)}/1/brief/").content.decode()
    assert "Niemand heeft haar gelezen" in letter


def test_a_draft_that_was_withdrawn_has_no_pages_of_what_never_came(visit):
    made = cast.drafted(1)
    cancel(made, cast.START)
    hanna = visit(made, "Hanna", cast.START)
    assert hanna.get("gunning/").status_code == hanna.get("klachten/").status_code == 404
    assert "gunning/" not in hanna.text("")
