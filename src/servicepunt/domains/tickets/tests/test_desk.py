"""The agents' page of a ticket: what it shows, what it refuses, and that nothing typed is lost."""

import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from servicepunt.domains.agreements.rules.waiting import next_morning
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Draft, Message, Ticket
from servicepunt.domains.tickets.queries.access import get_ticket
from servicepunt.domains.tickets.queries.correspondence import may_write_by_mail
from servicepunt.domains.tickets.queries.files import kept_files
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.queries.search import tickets_with_words
from tests.village import MINUTE, NOON

KEY = "00000000-0000-4000-8000-000000000001"
OTHER_KEY = "00000000-0000-4000-8000-000000000002"


class Page:
    """The page of one ticket, as somebody sees it."""

    def __init__(self, client: Client, ticket: Ticket, person: Person) -> None:
        self.client, self.ticket, self.person = client, ticket, person
        client.force_login(person)

    def show(self) -> str:
        """Return the page."""
        return self.client.get(self.url("ticket")).content.decode()

    def url(self, name: str, *more: object) -> str:
        """Return the address of a step."""
        return reverse(f"tickets:{name}", args=[self.ticket.number.replace(" ", "-"), *more])

    def send(self, name: str, **typed: object):
        """Send the form of a step with the version that this ticket has."""
        fields = {key: value for key, value in ({"seen": self.ticket.version} | typed).items() if value is not None}
        return self.client.post(self.url(name), fields)


@pytest.fixture
def page(village, client):
    """The page of a new ticket, as Fatima sees it."""
    return Page(client, village.ticket(), village.fatima)


def test_a_confidential_ticket_that_leaves_the_group_brings_its_agent_back_to_the_list(village, client):
    page = Page(client, village.ticket(is_confidential=True), village.fatima)
    answer = page.send("escalate", team=village.second_line.pk, reason="Rechten", tried="Niets")
    assert answer.status_code == 302
    arrived = client.get(answer.url)
    assert arrived.status_code == 200
    assert "Je ziet deze melding niet meer" in arrived.content.decode()


def test_who_left_gets_no_answer_and_the_page_says_why(village, client):
    page = Page(client, village.ticket(), village.fatima)
    Person.objects.filter(pk=village.joost.pk).update(is_active=False)
    assert "niemand: de aanmelder is uit dienst" in page.show()
    answer = page.send("reply", audience="public", text="Dag", key=KEY)
    assert "De aanmelder is uit dienst. Bel, of schrijf een interne notitie." in answer.content.decode()


def test_a_ticket_of_somebody_who_left_can_be_solved(village, client):
    page = Page(client, village.ticket(), village.fatima)
    Person.objects.filter(pk=village.joost.pk).update(is_active=False)
    answer = page.send("solve", text="Account is opgeheven.", cause="autorisatie")
    assert answer.status_code == 302
    page.ticket.refresh_from_db()
    assert page.ticket.status == "solved"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Привіт, мій ноутбук не працює", "привіт ноутбук"),
        ("Καλημέρα, δεν λειτουργεί", "καλημερα"),
        ("مرحبا، لا يعمل", "مرحبا"),
        ("漢字が見えない", "漢字"),
        ("De reis naar Łódź", "lodz"),
        ("Smørrebrød met Đorđe", "smorrebrod dorde"),
        ("Een zero\u200bwidth spatie en een soft\u00adhyphen", "zerowidth softhyphen"),
        ("Bel me op 06-12 34 56 78.", "0612345678"),
        ("Bel me op +31 6 12345678.", "0612345678"),
    ],
)
def test_a_word_of_any_script_is_found(village, text, asked):
    ticket = village.ticket(text=text)
    assert tickets_with_words(asked) == [ticket.pk]


def test_every_word_of_a_long_letter_is_found(village):
    ticket = village.ticket(text=" ".join(f"woord{number}x" for number in range(6_000)))
    assert tickets_with_words("woord0x woord5999x") == [ticket.pk]


def test_a_new_subject_is_found_at_once(village):
    ticket = village.ticket()
    actions.change_details(ticket=ticket, seen=None, title="Koffieapparaat lekt", by=village.fatima, at=NOON)
    assert tickets_with_words("koffieapparaat") == [ticket.pk]


def test_another_requester_is_found_at_once(village):
    ticket = village.ticket()
    actions.change_requester(ticket=ticket, seen=None, requester=village.els, by=village.fatima, at=NOON)
    assert tickets_with_words("jansen") == [ticket.pk]


def test_setting_the_same_priority_again_writes_nothing(village):
    ticket = village.ticket()
    same = {"impact": ticket.impact, "urgency": ticket.urgency, "override": None, "reason": "", "seen": None}
    actions.set_priority(ticket=ticket, by=village.fatima, at=NOON, **same)
    ticket.refresh_from_db()
    assert ticket.version == len(lines_of(ticket.pk)) == 2


def test_a_warning_of_a_clock_does_not_refuse_an_answer(village):
    ticket = village.ticket()
    seen = ticket.version
    actions.fire_levels(ticket=ticket.pk, at=NOON + 59 * MINUTE)
    ticket.refresh_from_db()
    assert ticket.version > seen
    actions.reply_to_ticket(ticket=ticket, text="Ik kijk mee.", seen=seen, by=village.fatima, at=NOON + 60 * MINUTE)


def test_a_receipt_that_did_not_arrive_does_not_refuse_an_answer(village):
    ticket = village.ticket()
    actions.note_delivery(ticket=ticket.pk, outgoing=1, words="550 onbekend", at=NOON + MINUTE)
    actions.reply_to_ticket(ticket=ticket, text="Dag", seen=ticket.version, by=village.fatima, at=NOON + 2 * MINUTE)
    assert ticket.messages.filter(text="Dag").exists()


def test_a_refused_answer_says_what_changed_by_whom_and_keeps_the_text(page, village):
    seen = page.ticket.version
    actions.write_note(ticket=page.ticket, text="Bel hem niet", by=village.sanne, at=NOON)
    actions.take_ticket(ticket=page.ticket, by=village.sanne, at=NOON)
    answer = page.send("reply", audience="public", text="Ik bel je zo.", seen=seen)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Sanne de Wit wijzigde dit net" in text
    assert "Er kwam een interne notitie bij. Door Sanne de Wit" in text
    assert "Toegewezen aan Sanne de Wit" in text
    assert "Ik bel je zo." in text
    again = page.send("reply", audience="public", text="Ik bel je zo.", seen=get_ticket_version(page))
    assert again.status_code == 302


def get_ticket_version(page: Page) -> int:
    return get_ticket(page.ticket.number, viewer=page.person).version


@pytest.mark.parametrize(
    ("step", "typed", "kept"),
    [
        ("assign", {"team": "SECOND", "agent": "BRAM"}, ['value="SECOND" selected', 'value="BRAM" selected']),
        ("priority", {"impact": "organization", "urgency": "blocked", "override": "4", "reason": "Oefening"},
         ['value="organization" selected', 'value="blocked" selected', 'value="4" selected', "Oefening"]),
        ("details", {"title": "Andere titel", "kind": "complaint", "category": "Telefonie", "is_confidential": "on"},
         ["Andere titel", 'value="complaint" selected', 'value="Telefonie" selected', 'value="on" checked']),
        ("wait", {"reason": "approval", "until": "2030-01-02T10:30", "note": "Akkoord van Els"},
         ['value="approval" selected', "2030-01-02T10:30", "Akkoord van Els"]),
        ("escalate", {"team": "SECOND", "reason": "Te moeilijk", "tried": "Herstart"},
         ['value="SECOND" selected', "Te moeilijk", "Herstart"]),
        ("solve", {"text": "Zo gedaan", "cause": "netwerk"}, ["Zo gedaan", 'value="netwerk" selected']),
    ],
)  # fmt: skip
def test_a_refused_step_keeps_every_choice(page, village, step, typed, kept):
    names = {"SECOND": str(village.second_line.pk), "BRAM": str(village.bram.pk)}
    seen = page.ticket.version
    actions.write_note(ticket=page.ticket, text="Even wachten", by=village.sanne, at=NOON)
    answer = page.send(step, seen=seen, **{name: names.get(value, value) for name, value in typed.items()})
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in kept:
        for short, real in names.items():
            words = words.replace(short, real)
        assert words in text, words


@pytest.mark.parametrize("until", ["28-03-2027 02:30", "2027-10-31T02:30"])
def test_a_moment_at_which_the_clock_is_changed_is_refused_in_plain_words(page, until):
    answer = page.send("wait", reason="approval", until=until)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "In die nacht wordt de klok verzet. Kies een tijd vóór 02:00 of vanaf 03:00." in text
    assert "time zone" not in text


def test_an_error_leads_to_its_own_field(page, village):
    text = page.send("escalate", team=village.second_line.pk, reason="", tried="Herstart").content.decode()
    assert '<a href="#id_escalate_reason">Schrijf waarom je escaleert.</a>' in text


def test_the_composer_names_the_exact_address(page):
    assert "Gaat naar <strong>Joost Kuipers (joost@voorbeeld.example)</strong>" in page.show()


def test_an_answer_leads_to_itself_and_can_be_called_back(page):
    answer = page.send("reply", audience="public", text="Start opnieuw op.", key=KEY)
    message = Message.objects.get(key=f"form:{page.person.pk}:{KEY}")
    assert answer.url.endswith(f"#bericht-{message.pk}")
    text = page.client.get(answer.url.split("#")[0]).content.decode()
    assert "je antwoord wordt zo verzonden" in text
    assert f'action="{reverse("tickets:recall", args=[message.pk])}" data-undo' in text


def test_an_answer_that_some_readers_have_is_no_longer_offered_to_be_called_back(page):
    page.send("reply", audience="public", text="Start opnieuw op.", key=KEY)
    page.show()  # the notice with its own button is shown once
    recall = reverse("tickets:recall", args=[Message.objects.get(key=f"form:{page.person.pk}:{KEY}").pk])
    assert recall in page.show()
    OutgoingLetter.objects.filter(about="ticket").update(accepted=["joost@voorbeeld.example"])
    assert recall not in page.show()


def recalled_with_draft(page, **draft):
    page.send("reply", audience="public", text="Start opnieuw op.", key=KEY)
    slot = f"ticket:{page.ticket.pk}:reply"
    page.client.post(reverse("files:draft"), {"slot": slot, **draft})
    back = reverse("tickets:recall", args=[Message.objects.get(key=f"form:{page.person.pk}:{KEY}").pk])
    for _ in range(2):
        page.client.post(back)
    return Draft.objects.get(slot=slot).content


def test_an_answer_called_back_twice_is_told_to_be_called_back(page):
    page.send("reply", audience="public", text="Start opnieuw op.", key=KEY)
    back = reverse("tickets:recall", args=[Message.objects.get(key=f"form:{page.person.pk}:{KEY}").pk])
    page.client.post(back)
    text = page.client.post(back, follow=True).content.decode()
    assert "Je bericht is al teruggeroepen" in text
    assert "al te lezen" not in text


@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.parametrize("step", ["escalate", "hand_back", "take", "resume"])
def test_nobody_goes_on_with_a_finished_ticket_without_reopening_it(village, page, is_closed, step):
    actions.solve_ticket(ticket=page.ticket, text="", cause="anders", seen=None, by=village.fatima, at=NOON)
    if is_closed:
        actions.close_ticket(ticket=page.ticket, how="confirmed", seen=None, by=village.joost, at=NOON)
    Ticket.objects.filter(pk=page.ticket.pk).update(agent=None)
    page.ticket.refresh_from_db()
    lines = len(lines_of(page.ticket.pk))
    typed = {"seen": page.ticket.version, "team": village.second_line.pk, "reason": "Rechten", "tried": "Niets"}
    text = page.client.post(page.url(step), typed, follow=True).content.decode()
    assert "Deze melding is al gereed. Heropen de melding" in text
    assert len(lines_of(page.ticket.pk)) == lines


def test_calling_an_answer_back_keeps_what_is_being_typed(page):
    content = recalled_with_draft(page, audience="public", text="Nog iets anders")
    assert content["text"] == "Start opnieuw op.\n\nDit was je eerder aan het schrijven:\nNog iets anders"
    assert content["audience"] == "public"


def test_an_internal_draft_does_not_become_an_answer_when_an_answer_is_called_back(page):
    content = recalled_with_draft(page, audience="internal", text="Lastige klant")
    assert content["audience"] == "internal"
    assert "Lastige klant" in content["text"]
    assert "Start opnieuw op." in content["text"]


def test_a_draft_that_can_hold_no_more_stays_when_an_answer_is_called_back(page):
    long = "a" * 99_990
    assert recalled_with_draft(page, audience="public", text=long)["text"] == long
    assert "Start opnieuw op." in page.show().split('id="tijdlijn"')[1]
    assert Message.objects.get(key=f"form:{page.person.pk}:{KEY}").recalled_at


def tokens(text):
    return re.findall(r'name="kept" value="([^"]+)" checked', text)


def test_calling_an_answer_back_gives_its_files_back_too(page):
    three = [SimpleUploadedFile(f"{name}.txt", name.encode(), "text/plain") for name in ("een", "twee", "drie")]
    page.send("reply", audience="public", text="Zie de bijlagen.", files=three, key=KEY)
    first = Message.objects.get(text="Zie de bijlagen.")
    page.client.post(reverse("tickets:recall", args=[first.pk]))
    text = page.show()
    assert "antwoord teruggeroepen, je tekst en je 3 bestanden staan weer klaar" in text
    kept = tokens(text)
    assert len(kept) == 3
    slot = f"ticket:{page.ticket.pk}:reply"
    # Typing on keeps what is still ticked, and what is sent has it.
    page.client.post(reverse("files:draft"), {"slot": slot, "text": "Zie ze.", "audience": "public", "kept": kept[:2]})
    kept = tokens(page.show())
    assert len(kept) == 2
    page.ticket.refresh_from_db()
    page.send("reply", audience="public", text="Zie ze.", kept=kept, key=OTHER_KEY)
    again = Message.objects.get(text="Zie ze.")
    assert [file.name for file in kept_files(again)] == ["een.txt", "twee.txt"]
    assert [file["name"] for file in OutgoingLetter.objects.get(pk=again.outgoing).files] == ["een.txt", "twee.txt"]
    assert kept_files(again) == kept_files(first)[:2]
    assert tokens(page.show()) == []


def test_calling_a_word_to_the_supplier_back_gives_its_address_back_too(page):
    to = "help@leverancier.example"
    page.send("reply", audience="supplier", supplier_address=to, text="Graag een monteur.", key=KEY)
    page.client.post(reverse("tickets:recall", args=[Message.objects.get(text="Graag een monteur.").pk]))
    content = Draft.objects.get(slot=f"ticket:{page.ticket.pk}:reply").content
    assert (content["audience"], content["supplier_address"]) == ("supplier", to)
    assert f'value="{to}"' in page.show()


def test_answering_and_waiting_is_one_step_done_once(page, village):
    for _ in range(2):
        page.send("reply", audience="public", text="Lukt het nu?", then="wait", key=KEY)
    page.ticket.refresh_from_db()
    assert (page.ticket.status, page.ticket.wait_reason) == ("waiting", "requester")
    assert Message.objects.filter(author=village.fatima).count() == 1
    assert OutgoingLetter.objects.filter(about="ticket").count() == 1


@pytest.mark.parametrize(
    ("now", "workdays", "morning"),
    [
        ("2026-11-26T23:30:00+01:00", 1, "2026-11-27T09:00:00+01:00"),
        ("2026-11-27T08:00:00+01:00", 1, "2026-11-30T09:00:00+01:00"),
        ("2026-11-28T12:00:00+01:00", 3, "2026-12-02T09:00:00+01:00"),
        ("2026-10-23T12:00:00+02:00", 1, "2026-10-26T09:00:00+01:00"),
    ],
)
def test_a_ticket_wakes_up_on_a_weekday_at_nine(now, workdays, morning):
    assert next_morning(datetime.fromisoformat(now), workdays=workdays, hours=None).isoformat() == morning


def test_what_is_typed_in_a_step_is_kept_and_forgotten_when_done(page, village):
    slot = f"ticket:{page.ticket.pk}:escalate"
    page.client.post(reverse("files:draft"), {"slot": slot, "reason": "Rechten", "tried": "Herstart van de laptop"})
    text = page.show()
    assert "Herstart van de laptop" in text
    assert '<details class="sp-panel" id="escaleren" open>' in text
    page.send("escalate", team=village.second_line.pk, reason="Rechten", tried="Herstart")
    assert not Draft.objects.exists()


def keep(page, key, text):
    """Keep what is typed in one window's composer, as its script does."""
    slot = f"ticket:{page.ticket.pk}:reply"
    page.client.post(reverse("files:draft"), {"slot": slot, "text": text, "audience": "public", "key": key})


def test_sending_from_one_window_leaves_what_another_one_kept(page):
    keep(page, KEY, "Start de laptop opnieuw op.")
    keep(page, OTHER_KEY, "Ik bel je morgen over de VPN.")
    page.send("reply", audience="public", text="Start de laptop opnieuw op.", key=KEY)
    assert Draft.objects.get().content["text"] == "Ik bel je morgen over de VPN."
    page.ticket.refresh_from_db()
    page.send("reply", audience="public", text="Ik bel je  morgen over de VPN.", key=KEY.replace("1", "3"))
    assert not Draft.objects.exists()


def test_what_was_mended_after_it_was_kept_is_forgotten_when_sent(page):
    keep(page, KEY, "Start de labtop")
    page.send("reply", audience="public", text="Start de laptop opnieuw op.", key=KEY)
    assert not Draft.objects.exists()


def test_a_draft_that_a_new_page_began_with_is_forgotten_when_sent(page):
    keep(page, KEY, "Start de labtop")
    assert f'<input type="hidden" name="draft" value="{KEY}">' in page.show()
    page.send("reply", audience="public", text="Start de laptop opnieuw op.", key=OTHER_KEY, draft=KEY)
    assert not Draft.objects.exists()


def test_a_preview_without_script_is_the_page_itself_with_the_text(page):
    text = page.send("preview", audience="public", text="Kijk eens in het portaal.").content.decode()
    assert "<h2>Voorbeeld</h2>" in text
    assert "Re: VPN valt steeds weg" in text
    assert "Kijk eens in het portaal.</textarea>" in text
    part = page.client.post(page.url("preview"), {"text": "Kijk"}, headers={"HX-Request": "true"}).content.decode()
    assert "<textarea" not in part


def test_a_ticket_of_a_colleague_is_taken_over_only_as_it_was_shown(page, village):
    actions.take_ticket(ticket=page.ticket, by=village.sanne, at=NOON)
    text = page.show()
    assert "Neem over" in text
    assert page.url("take") not in text
    over = {"team": page.ticket.team_id, "agent": village.fatima.pk}
    assert page.send("assign", **over).status_code == 409
    page.ticket.refresh_from_db()
    assert page.send("assign", **over).status_code == 302
    page.ticket.refresh_from_db()
    assert page.ticket.agent == village.fatima


def test_the_status_can_be_changed_from_every_status(page, village):
    assert "#id_solve_text" in page.show()
    page.send("solve", text="", cause="gebruik")
    text = page.show()
    assert page.url("close") in text
    assert page.url("reopen") in text
    page.ticket.refresh_from_db()
    page.send("close")
    assert page.url("reopen") in page.show()


def test_others_see_who_looks_and_who_writes(page, village):
    assert "kijkt mee" not in page.send("presence").content.decode()
    sanne = Page(Client(), page.ticket, village.sanne)
    assert "Fatima el Amrani kijkt mee" in sanne.send("presence").content.decode()
    page.send("presence", typing="1")
    assert "Fatima el Amrani schrijft" in sanne.send("presence").content.decode()
    assert f'hx-post="{page.url("presence")}"' in page.show()


def test_new_words_of_the_requester_are_marked_until_they_are_answered(page, village):
    actions.reply_to_ticket(ticket=page.ticket, text="Opnieuw?", seen=None, by=village.fatima, at=NOON)
    assert ">Nieuw</span>" not in page.show().split('id="tijdlijn"')[1]
    said = actions.Said(author=village.joost, text="Nee, helaas.", channel="mail", written_at=NOON + MINUTE)
    actions.hear(ticket=page.ticket, said=said, by=None, at=NOON + MINUTE)
    assert page.show().split('id="tijdlijn"')[1].count(">Nieuw</span>") == 1


def test_writing_to_a_supplier_makes_their_answer_part_of_the_ticket(page, village):
    page.send("reply", audience="supplier", supplier_address="rachid@vechttelecom.example", text="Wanneer?")
    page.ticket.refresh_from_db()
    assert page.ticket.supplier == village.supplier
    assert may_write_by_mail(page.ticket, "rachid@vechttelecom.example")


def test_the_other_tickets_of_the_requester_show_how_they_stand(page, village):
    other = village.ticket(title="Muis kapot")
    actions.solve_ticket(ticket=other, text="", cause="hardware", seen=None, by=village.fatima, at=NOON)
    panel = page.show().split('id="aanmelder"')[1].split("</section>")[0]
    assert "Muis kapot" in panel
    assert "Gereed" in panel


def a_file(name="foutmelding.txt"):
    return SimpleUploadedFile(name, b"code 651", content_type="text/plain")


def carried_by(answer):
    """Return the tokens of the files that a page carries along."""
    return re.findall(r'name="kept" value="([^"]+)"', answer.content.decode())


def test_a_refused_answer_carries_its_files_along(page, village):
    seen = page.ticket.version
    actions.take_ticket(ticket=page.ticket, by=village.sanne, at=NOON)
    refused = page.send("reply", audience="public", text="Zie bijlage.", seen=seen, files=a_file())
    assert refused.status_code == 409
    assert "foutmelding.txt" in refused.content.decode()
    page.ticket.refresh_from_db()
    typed = {"audience": "public", "text": "Zie bijlage.", "kept": carried_by(refused), "files": a_file("later.txt")}
    page.send("reply", key=KEY, **typed)
    kept = Message.objects.get(key=f"form:{page.person.pk}:{KEY}").attachments.order_by("id")
    assert list(kept.values_list("name", flat=True)) == ["foutmelding.txt", "later.txt"]


def test_a_file_that_we_do_not_take_is_said_at_the_files_and_the_others_stay(page):
    refused = page.send("reply", audience="internal", text="Zie.", files=[a_file(), a_file("spel.exe")])
    assert refused.status_code == 422
    assert "spel.exe is een programma." in refused.content.decode()
    assert 'href="#bijlagen"' in refused.content.decode()
    assert len(carried_by(refused)) == 1
    assert not Message.objects.filter(audience="internal").exists()


def test_an_example_without_script_carries_the_files_along(page):
    assert len(carried_by(page.send("preview", audience="public", text="Zie bijlage.", files=a_file()))) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"audience": "public"},
        {"audience": "public", "then": "wait"},
        {"audience": "internal"},
        {"audience": "supplier", "supplier_address": "rachid@vechttelecom.example"},
    ],
)
@pytest.mark.parametrize("key", [KEY, "letter:1", "form:1"])
def test_the_key_of_somebody_else_or_of_another_ticket_hides_no_words(page, village, client, said, key):
    elsewhere = Page(client, village.ticket(requester=village.els, key="letter:1"), village.sanne)
    assert elsewhere.send("reply", text="Eerst", key=key, **said).status_code == 302
    for ticket in (page.ticket, village.ticket()):
        answer = Page(client, ticket, village.fatima).send("reply", text="Daarna", key=key, **said)
        assert answer.url.endswith(f"#bericht-{ticket.messages.get(text='Daarna').pk}")


def test_the_forms_of_the_page_each_have_a_key_of_their_own(page):
    keys = re.findall(r'name="key" value="([^"]+)"', page.show())
    assert len(keys) == len(set(keys)) == 2


def test_whoever_writes_what_a_ticket_waits_for_reads_who_sees_it(page):
    assert "Bij Wacht op aanmelder en Ingepland leest de aanmelder dit." in page.show()


def test_the_panel_says_from_both_sides_how_two_tickets_belong_together(page, village):
    other = village.ticket(title="Storing in het netwerk")
    page.send("link", number=other.number, kind="caused")
    assert (
        f'Veroorzaakt door <a href="{reverse("tickets:ticket", args=[other.number.replace(" ", "-")])}">' in page.show()
    )
    assert "Oorzaak van <a" in Page(page.client, other, village.fatima).show()


@pytest.mark.parametrize("between", [" ", "-", ""])
def test_another_ticket_is_named_by_its_number_also_without_the_letter(page, village, between):
    other = village.ticket()
    written = other.number.removeprefix("M").replace(" ", between)
    assert page.send("link", number=written, kind="related").status_code == 302
    assert page.ticket.links_from.get().second == other


def test_who_assigns_to_somebody_of_another_group_is_told_so(village, page):
    said = f"{village.bram.name} hoort niet bij de groep {village.service_point.name}"
    page.send("assign", team=village.service_point.pk, agent=village.bram.pk)
    page.ticket.refresh_from_db()
    assert page.ticket.agent == village.bram
    assert said in page.show()
    for agent in (village.sanne.pk, "", village.fatima.pk):
        page.send("assign", team=village.service_point.pk, agent=agent)
        page.ticket.refresh_from_db()
        assert "hoort niet bij de groep" not in page.show()
    # Who takes something from another group knows that.
    page.client.force_login(village.bram)
    page.send("assign", team=village.service_point.pk, agent=village.bram.pk)
    assert "hoort niet bij de groep" not in page.show()


def test_files_that_are_together_too_much_for_a_mail_are_refused_and_all_that_was_typed_stays(page, settings):
    settings.MAX_MAIL_MB = 1
    files = [SimpleUploadedFile(f"{name}.pdf", name.encode() * 600_000) for name in "ab"]
    answer = page.send("reply", audience="public", text="Zie de bijlagen.", files=files)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "De bestanden zijn samen 1,2 MB. Met één mail gaat hoogstens 1 MB mee." in text
    assert "Zie de bijlagen." in text
    kept = re.findall(r'name="kept" value="([^"]+)"', text)
    assert len(kept) == 2
    assert page.send("reply", audience="public", text="Zie de bijlage.", kept=kept[:1]).status_code == 302
    assert page.send("reply", audience="internal", text="Voor ons.", kept=kept).status_code == 302


def test_a_ticket_of_a_group_that_stopped_can_be_taken_over_and_leave_but_none_comes_in(village, page):
    actions.assign_ticket(
        ticket=page.ticket, team=village.second_line, agent=None, seen=None, by=village.fatima, at=NOON
    )
    Team.objects.filter(pk=village.second_line.pk).update(is_active=False)
    page.ticket.refresh_from_db()
    name = village.second_line.name
    assert f">{name} (gestopt)</option>" in page.show()
    assert page.send("assign", team=village.second_line.pk, agent=village.fatima.pk).status_code == 302
    page.ticket.refresh_from_db()
    assert (page.ticket.team, page.ticket.agent) == (village.second_line, village.fatima)
    page.client.force_login(village.fatima)
    assert f">{name} (gestopt)</option>" in page.client.get("/balie/?view=open").content.decode()
    assert page.send("assign", team=village.service_point.pk, agent="").status_code == 302
    page.ticket.refresh_from_db()
    assert "(gestopt)" not in page.show()
    refused = page.send("assign", team=village.second_line.pk, agent="")
    assert refused.status_code == 422
    assert f"Groep {name} is gestopt. Kies een andere groep." in refused.content.decode()


def test_what_was_typed_stands_between_sentences_in_the_timeline(village, page):
    page.send("escalate", team=village.second_line.pk, reason="Kabel stuk", tried="Andere poort")
    told = re.sub(r"\s+", " ", page.show())
    assert f"Geëscaleerd naar {village.second_line.name}: Kabel stuk. Al geprobeerd: Andere poort. Door" in told
