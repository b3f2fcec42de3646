"""The pages of the worklist: own views, what came in since, many at once, and the export."""

import csv
import html
import re
from datetime import datetime
from io import StringIO
from urllib.parse import unquote, urlencode

import pytest
from django.urls import reverse

from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.worklist import queries as listing
from servicepunt.domains.worklist.models import UndoStep
from tests.village import HOUR, MINUTE, NOON

LIST = "/balie/"


@pytest.fixture
def fatima(village, client):
    """A browser in which Fatima is signed in."""
    client.force_login(village.fatima)
    return client


def news_since(fatima, since, **filters) -> str:
    query = urlencode({"since": since.isoformat(), **filters})
    text = fatima.get(f"{reverse('worklist:news')}?{query}").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize("since", ["gisteren", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_is_none_gives_no_news(fatima, since):
    assert fatima.get(f"/balie/nieuw/?{urlencode({'since': since})}").status_code == 200


def test_news_says_what_is_new_and_what_changed_since_when(village, fatima):
    old = village.ticket()
    since = NOON + MINUTE
    assert news_since(fatima, since) == ""
    village.ticket(at=NOON + 2 * MINUTE, started_at=NOON + 2 * MINUTE)
    assert news_since(fatima, since).startswith("1 nieuw sinds")
    actions.take_ticket(ticket=old, by=village.fatima, at=NOON + 3 * MINUTE)
    assert news_since(fatima, since).startswith("1 nieuw en 1 gewijzigd sinds")
    assert news_since(fatima, since, view="mine").startswith("1 gewijzigd sinds")
    assert news_since(fatima, since, q="fiets") == ""
    assert news_since(fatima, since, priority="1") == ""


def test_the_list_asks_for_news_since_it_was_shown(village, fatima):
    for _ in range(3):
        village.ticket()
    text = fatima.get(LIST).content.decode()
    found = re.search(r"data-live hx-get=\"[^\"]*since=([^\"&]+)", text)
    assert found
    since = datetime.fromisoformat(unquote(found[1]))
    assert news_since(fatima, since) == ""
    village.ticket(at=since + MINUTE, started_at=since)
    assert news_since(fatima, since).startswith("1 nieuw")


def test_a_kept_view_is_one_click_away_and_shows_where_one_is(village, fatima):
    answer = fatima.post(reverse("worklist:keep_view"), {"name": "Printers hoog", "view": "open", "priority": "2"})
    text = fatima.get(answer.url).content.decode()
    assert re.search(
        r'<a [^>]*href="[^"]*view=open&amp;priority=2"[^>]* aria-current="true"[^>]*>\s*Printers hoog', text
    )
    other = fatima.get(LIST).content.decode()
    assert "Printers hoog" in other
    assert not re.search(r'aria-current="true"[^>]*>\s*Printers hoog', other)


def test_every_view_is_in_the_menu_with_its_count(village, fatima):
    village.ticket()
    menu = fatima.get(LIST).content.decode().split('id="weergaven"')[1].split("</nav>")[0]
    for name, (label, _) in listing.VIEWS.items():
        assert f"?view={name}" in menu, label
        assert label in menu
    assert re.search(r"Alle open meldingen<span[^>]*>1<", menu)


def test_a_filter_answers_with_the_whole_page_and_a_number_goes_to_its_ticket(village, fatima):
    ticket = village.ticket()
    filtered = fatima.get(f"{LIST}?status=new", headers={"HX-Request": "true"}).content.decode()
    assert 'id="inhoud"' in filtered
    found = fatima.get(f"{LIST}?q=m26070001", headers={"HX-Request": "true"})
    assert found.headers["HX-Redirect"].endswith(f"/melding/{ticket.number.replace(' ', '-')}/")


@pytest.mark.parametrize(
    "asked", ["JOOST@voorbeeld.example", " joost@voorbeeld.example ", "0612345678", "06 12 34 56 78", "+31 6-12345678"]
)
def test_an_address_or_a_number_of_somebody_finds_what_they_asked_and_nothing_else(village, fatima, asked):
    village.ticket(title="Van Joost zelf", requester=village.joost)
    village.ticket(title="Over joost@voorbeeld.example", requester=village.els)
    text = fatima.get(LIST, {"view": "all", "q": asked}).content.decode()
    assert "Van Joost zelf" in text and "Over joost" not in text
    assert "1 melding<" in text and "Meldingen van Joost Kuipers" in text and "verborgen" not in text
    literally = html.unescape(re.search(r'href="(\?[^"]*)">Zoek naar de tekst', text)[1])
    assert "Meldingen van" not in fatima.get(f"{LIST}{literally}").content.decode()


def test_an_address_or_a_number_of_nobody_is_looked_for_in_the_text(village, fatima):
    village.ticket(title="Bel 06-98 76 54 32 terug")
    text = fatima.get(LIST, {"view": "all", "q": "0698765432"}).content.decode()
    assert "terug" in text and "Meldingen van" not in text
    again = fatima.get(LIST, {"view": "all", "q": "06 98 76 54 32"}).content.decode()
    assert "terug" in again
    assert "Niets gevonden" in fatima.get(LIST, {"view": "all", "q": "niemand@elders.example"}).content.decode()


def test_a_confidential_ticket_is_not_found_by_the_address_of_who_asked_it(village, fatima):
    secret = village.ticket(title="Vertrouwelijk", requester=village.joost, team=village.second_line)
    type(secret).objects.update(is_confidential=True)
    assert "Vertrouwelijk" not in fatima.get(LIST, {"view": "all", "q": "joost@voorbeeld.example"}).content.decode()


def test_words_that_are_not_in_the_view_can_be_looked_for_everywhere(village, fatima):
    village.ticket(title="Fietsenstalling op slot")
    text = fatima.get(f"{LIST}?view=mine&q=fietsenstalling").content.decode()
    assert "view=all&amp;q=fietsenstalling" in text
    assert "Niets gevonden" in text


@pytest.mark.parametrize(
    "cursor", ["WyJ4IiwxXQ", "WyIyMDI2LTA3LTE0IiwxXQ", "WzEsMV0", "W3t9LDFd", "W251bGwsMV0", "%00", "W10"]
)
@pytest.mark.parametrize("sort", list(listing.SORTS))
def test_a_place_in_another_order_is_no_error(village, fatima, cursor, sort):
    village.ticket()
    assert fatima.get(f"{LIST}?view=open&sort={sort}&cursor={cursor}").status_code == 200


def bulk(fatima, tickets, **fields):
    numbers = [ticket.number for ticket in tickets]
    answer = fatima.post(reverse("worklist:bulk"), {"number": numbers, "query": "view=open", **fields})
    return fatima.get(answer.url).content.decode()


def test_many_get_an_agent_and_keep_their_own_group(village, fatima):
    here, there = village.ticket(), village.ticket(team=village.second_line)
    text = bulk(fatima, [here, there], action="assign", agent=village.bram.pk)
    assert "2 meldingen toegewezen aan Bram Hofman" in text
    for ticket in (here, there):
        before = ticket.team_id
        ticket.refresh_from_db()
        assert (ticket.agent, ticket.team_id) == (village.bram, before)


def test_what_was_like_that_already_is_said_and_not_called_a_change(village, fatima):
    first, second, third = (village.ticket() for _ in range(3))

    def toasts(*tickets, **typed):
        chosen = {"number": [ticket.number for ticket in tickets]} | typed
        text = fatima.post("/balie/wijzig/", chosen, follow=True).content.decode()
        return [toast.strip() for toast in re.findall(r"data-toast>([^<]*)", text)], "data-undo" in text

    assert toasts(first, action="mine") == (["1 melding toegewezen aan Fatima el Amrani"], True)
    assert toasts(first, action="mine") == ([f"{first.number} was al van Fatima el Amrani"], False)
    some = ["1 melding toegewezen aan Fatima el Amrani", f"{first.number} was al van Fatima el Amrani"]
    assert toasts(first, second, action="mine") == (some, True)
    assert toasts(first, second, action="mine") == (["2 meldingen waren al van Fatima el Amrani"], False)
    team = {"action": "assign", "team": village.service_point.pk}
    assert toasts(third, **team) == ([f"{third.number} lag al bij Servicepunt"], False)


def stale(fatima, tickets, **typed):
    """Choose on a list that was shown before others went on, and return what is said."""
    shown = re.findall(r'name="seen" value="([^"]+)"', fatima.get(f"{LIST}?view=open").content.decode())

    def send():
        chosen = {"number": [ticket.number for ticket in tickets], "seen": shown} | typed
        text = fatima.post("/balie/wijzig/", chosen, follow=True).content.decode()
        return [html.unescape(toast).strip() for toast in re.findall(r"data-toast>([^<]*)", text)]

    return send


def test_what_somebody_took_since_the_list_was_shown_stays_theirs(village, fatima):
    taken, free = village.ticket(), village.ticket()
    send = stale(fatima, [taken, free], action="mine")
    actions.take_ticket(ticket=taken, by=village.sanne, at=NOON)
    said = send()
    assert said[0] == "1 melding toegewezen aan Fatima el Amrani"
    assert said[1].startswith(f"{taken.number}: Niet gewijzigd, want er is intussen iets veranderd.")
    assert "Door Sanne" in said[1]
    taken.refresh_from_db()
    assert taken.agent == village.sanne
    # Once more, from the list that shows it, is on purpose.
    assert stale(fatima, [taken], action="mine")() == ["1 melding toegewezen aan Fatima el Amrani"]


@pytest.mark.parametrize(
    "shown", ["", "x", "9" * 5_000, "{number} -1", "{number} \u0661", "{number} 1e9", "{number} " + "9" * 5_000]
)
def test_a_nonsense_version_is_as_none(village, fatima, shown):
    ticket = village.ticket()
    fields = {"number": ticket.number, "seen": shown.format(number=ticket.number), "action": "mine"}
    assert fatima.post("/balie/wijzig/", fields).status_code == 302
    ticket.refresh_from_db()
    assert ticket.agent == village.fatima


def test_an_answer_that_came_in_or_ones_own_change_does_not_stop_a_change_of_many(village, fatima):
    answered, own = village.ticket(), village.ticket()
    send = stale(fatima, [answered, own], action="priority", impact="organization", urgency="blocked")
    actions.add_message(
        ticket=answered,
        by=None,
        at=NOON,
        author=village.joost,
        written_at=NOON,
        text="Hij doet het weer",
        channel="mail",
    )
    actions.take_ticket(ticket=own, by=village.fatima, at=NOON)
    assert send() == ["2 meldingen kregen een andere prioriteit"]
    assert send() == ["2 meldingen hadden deze prioriteit al"]


def test_one_ticket_that_gets_another_priority_is_told_as_one(village, fatima):
    changed, same = village.ticket(), village.ticket()
    wanted = {"impact": "organization", "urgency": "blocked"}
    bulk(fatima, [same], action="priority", **wanted)
    assert "1 melding kreeg een andere prioriteit" in bulk(fatima, [changed, same], action="priority", **wanted)


def test_many_get_another_priority_and_get_theirs_back(village, fatima):
    tickets = [village.ticket() for _ in range(2)]
    text = bulk(fatima, tickets, action="priority", impact="organization", urgency="blocked")
    assert "2 meldingen kregen een andere prioriteit" in text
    undo = re.search(r'action="([^"]+)" data-undo', text)
    assert undo
    fatima.post(undo[1], {"query": ""})
    for ticket in tickets:
        before = ticket.priority
        ticket.refresh_from_db()
        assert ticket.priority == before


def test_undoing_puts_the_status_back_and_leads_to_the_list_one_was_in(village, fatima):
    fresh, taken = village.ticket(), village.ticket()
    actions.take_ticket(ticket=taken, by=village.sanne, at=NOON)
    answer = bulk(fatima, [fresh, taken], action="mine")
    undo = re.search(r'action="([^"?]+)" data-undo>.*?name="query" value="([^"]*)"', answer)
    assert undo
    back = fatima.post(undo[1], {"query": html.unescape(undo[2])})
    assert back.url == f"{LIST}?view=open"
    assert [(ticket.status, ticket.agent) for ticket in Ticket.objects.order_by("pk")] == [
        ("new", None),
        ("open", village.sanne),
    ]


def test_undoing_goes_on_after_a_ticket_that_cannot_be_put_back(village, fatima):
    first, second = village.ticket(), village.ticket()
    bulk(fatima, [first, second], action="mine")
    step = UndoStep.objects.get()
    step.before[0] |= {"priority": 1, "reason": " "}
    step.save()
    text = fatima.post(reverse("worklist:undo", args=[step.pk]), follow=True).content.decode()
    assert "Ongedaan gemaakt voor 1 melding" in text
    assert f"{first.number}: Schrijf waarom je afwijkt" in text
    second.refresh_from_db()
    assert second.agent is None


def test_the_bar_offers_what_can_be_done_to_many(village, fatima):
    village.ticket()
    text = fatima.get(LIST).content.decode()
    for value in ("mine", "assign", "priority"):
        assert f'name="action" value="{value}"' in text


def test_the_export_is_in_dutch_words_and_local_time_and_runs_nothing(village, fatima):
    village.ticket(title='=HYPERLINK("http://evil.example")')
    waiting = village.ticket(title="Wacht even")
    actions.let_ticket_wait(
        ticket=waiting, reason="requester", until=NOON + 48 * HOUR, note="", seen=None, by=village.fatima, at=NOON
    )
    answer = fatima.get(f"{reverse('worklist:export')}?view=open&sort=newest")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Status"] for row in rows] == ["Wacht op aanmelder", "Nieuw"]
    assert rows[1]["Onderwerp"].startswith("'=HYPERLINK")
    assert rows[1]["Eerste contact"] == "14-07-2026 12:00"
    assert rows[1]["Streeftijd"] == "14-07-2026 13:00"


def test_a_confidential_ticket_of_another_group_is_nowhere(village, fatima):
    """Not in a list, a count, a search, the palette, the news, the export, or behind its number."""
    secret = village.ticket(title="Ontslagdossier", team=village.second_line, is_confidential=True)
    slug = secret.number.replace(" ", "-")
    pages = (
        f"{LIST}?view=all",
        f"{LIST}?view=all&q=ontslagdossier",
        f"{LIST}?view=all&q={slug}",
        f"{reverse('desk:palette')}?q=ontslagdossier",
        f"{reverse('desk:palette')}?q={slug}",
    )
    for page in pages:
        answer = fatima.get(page)
        assert answer.status_code == 200, page
        assert f"/melding/{slug}/" not in answer.content.decode(), page
        assert '<th scope="row"' not in answer.content.decode(), page
    assert news_since(fatima, NOON - MINUTE, view="all") == ""
    assert "Ontslag" not in b"".join(fatima.get(reverse("worklist:export") + "?view=all").streaming_content).decode()
    bulk(fatima, [secret], action="mine")
    secret.refresh_from_db()
    assert secret.agent is None


@pytest.mark.parametrize("name", ["team", "agent", "priority"])
@pytest.mark.parametrize("number", ["9" * 21, "9" * 5_000, "9" * 19])
def test_a_filter_on_an_impossible_number_finds_nothing_and_is_no_error(village, fatima, name, number):
    ticket = village.ticket(team=village.service_point)
    for page in ("worklist:worklist", "worklist:export"):
        answer = fatima.get(reverse(page), {"view": "open", name: number})
        assert answer.status_code == 200
        text = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        assert ticket.number not in text.decode()
