"""Story 2: a report comes in by mail, is answered from the desk, and comes back in the same thread."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.desk import Visitor, find_ticket, reload_until, unique, wait_for_letter
from tests.stories.letters import DESK, JOOST, answer_to, text_of, write

NUMBER = re.compile(r"M\d{4} \d{4,}")
SCREENSHOT = b"\x89PNG not a real picture, but byte for byte the same\r\n"


@pytest.fixture(scope="module")
def mailbox(desk, browser, servers):
    """An administrator adds a real mailbox on its page: IMAP over TLS, SMTP over STARTTLS, a password, a team."""
    if servers is None:
        return
    visitor = Visitor(desk, browser)
    page = visitor.open("/beheer/postbussen/nieuw/", "beheerder")
    typed = {
        "Naam": "Servicepunt Dorp", "E-mailadres": DESK, "Gebruikersnaam": DESK,
        "IMAP-server": "localhost", "IMAP-poort": str(servers.dovecot.imaps_port),
        "SMTP-server": "localhost", "SMTP-poort": str(servers.smtp.port),
        "Mails per minuut, hoogstens": "600", "Wachtwoord of clientgeheim": "geheim-1",
    }  # fmt: skip
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Behandelaarsgroep").select_option(label="Servicepunt")
    page.get_by_label("Beveiliging van ophalen").select_option("tls")
    page.get_by_label("Beveiliging van versturen").select_option("starttls")
    page.get_by_role("button", name="Bewaar postbus").click()
    expect(page.get_by_text(f"Postbus {DESK} bewaard")).to_be_visible()
    page.goto(f"{desk.url}/beheer/postbussen/")
    reload_until(page, page.get_by_role("row", name=DESK).filter(has_text="vandaag"), seconds=30)
    visitor.close()


def entry(page: Page, words: str):
    """Return the message with these words in the timeline of a ticket."""
    return page.locator("#tijdlijn li").filter(has_text=words)


def answer(page: Page, text: str) -> None:
    """Answer from the composer, with the keyboard."""
    page.keyboard.press("r")
    page.get_by_label("Bericht", exact=True).fill(text)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("je antwoord wordt zo verzonden")).to_be_visible()


def is_receipt(title: str):
    return lambda letter: title in letter["Subject"] and "We hebben je melding ontvangen" in text_of(letter)


def has_words(words: str):
    return lambda letter: words in text_of(letter)


def test_a_mail_is_a_ticket_within_five_seconds_with_everything_that_was_in_it(agent, desk):
    title = unique("Tweede scherm blijft zwart")
    desk.mail(
        title,
        "Dag,\n\nSinds vanmorgen blijft mijn tweede scherm zwart.\n\nGroet,\nJoost\n",
        sender="Joost Kuipers <medewerker@voorbeeld.example>",
        files={"scherm.txt": SCREENSHOT},
    )
    assert find_ticket(agent, desk, title) < 5
    expect(agent.get_by_role("heading", level=1)).to_have_text(title)
    expect(agent.locator("#aanmelder")).to_contain_text("Joost Kuipers")
    expect(entry(agent, "Sinds vanmorgen blijft mijn tweede scherm zwart")).to_contain_text("aanmelder, via e-mail")
    expect(agent.locator("#klok")).to_contain_text("Eerste reactie")
    expect(agent.locator("#klok")).to_contain_text(re.compile("nog .*(min|u)|staat stil|te laat"))
    with agent.expect_download() as download:
        agent.get_by_role("link", name="scherm.txt").click()
    assert download.value.path().read_bytes() == SCREENSHOT


def test_the_receipt_says_the_number_and_when_somebody_answers(agent, desk):
    title = unique("Muis kwijt")
    desk.mail(title, "Mijn muis ligt nergens meer.", sender=f"Nora Nieuw <{title[-6:]}@voorbeeld.example>")
    letter = wait_for_letter(agent, desk, title)
    assert NUMBER.search(letter)
    assert "Dag Nora" in letter and re.search("Je krijgt uiterlijk .+ een eerste reactie", letter)


def test_a_conversation_by_mail_stays_in_one_thread_on_one_ticket(agent, desk, post_office, mailbox):
    title = unique("VPN valt weg")
    question = write(title, "Mijn VPN valt elk half uur weg.", sender=f"Joost Dorpsma <{JOOST}>")
    post_office.send(question)
    assert find_ticket(agent, desk, title) < 5
    number = NUMBER.search(agent.title())[0]

    receipt = post_office.wait_for(JOOST, is_receipt(title))
    assert number in receipt["Subject"] and number in text_of(receipt)
    assert receipt["In-Reply-To"] == question["Message-ID"]
    assert receipt["Auto-Submitted"] == "auto-generated"

    answer(agent, "Start het VPN-programma opnieuw. Lukt dat?")
    reply = post_office.wait_for(JOOST, has_words("Start het VPN-programma opnieuw"))
    assert reply["In-Reply-To"].strip() == receipt["Message-ID"].strip()
    assert reply["References"].split() == [question["Message-ID"], receipt["Message-ID"].strip()]
    assert reply["From"].addresses[0].addr_spec == DESK and reply["Auto-Submitted"] is None
    assert number in reply["Subject"] and text_of(reply).startswith("Dag Joost,")
    reload_until(agent, entry(agent, "Start het VPN-programma opnieuw").filter(has_text="Verzonden"))

    post_office.send(answer_to(reply, "Ja, het werkt weer. Bedankt!", sender=JOOST))
    agent.goto(f"{desk.url}/balie/?view=answered")
    reload_until(agent, agent.get_by_role("row", name=title).filter(has_text="Antwoord ontvangen"), seconds=5)
    agent.get_by_role("link", name=title).click()
    assert number in agent.title()
    came = entry(agent, "Ja, het werkt weer")
    expect(came.get_by_text("Start het VPN-programma opnieuw")).to_be_hidden()
    came.get_by_text("Handtekening en eerdere mail").click()
    expect(came.get_by_text("Start het VPN-programma opnieuw")).to_be_visible()
    assert post_office.inbox(DESK) == []
    assert len([one for one in post_office.inbox(DESK, "Verwerkt") if title in one["Subject"]]) == 2


def test_an_answer_can_be_called_back_and_its_text_is_kept(agent, desk, post_office, mailbox):
    title = unique("Verkeerd antwoord")
    post_office.send(write(title, "Kan ik mijn wachtwoord wijzigen?", sender=JOOST))
    find_ticket(agent, desk, title)
    names = ("stappen.txt", "intern.txt")
    agent.locator("#bijlagen").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": name.encode()} for name in names]
    )
    answer(agent, "Dit stuur ik per ongeluk.")
    agent.locator("#meldingen-toast").get_by_role("button", name="Ongedaan maken").click()
    expect(agent.get_by_text("je tekst en je 2 bestanden staan weer klaar")).to_be_visible()
    expect(agent.get_by_label("Bericht", exact=True)).to_have_value("Dit stuur ik per ongeluk.")
    expect(agent.locator("#tijdlijn")).to_contain_text("Teruggeroepen. Dit bericht is niet verzonden.")

    with agent.expect_response("**/concept/"):
        agent.get_by_label("Bericht", exact=True).fill("Dit stuur ik straks.")
    agent.reload()
    expect(agent.get_by_label("Bericht", exact=True)).to_have_value("Dit stuur ik straks.")
    expect(agent.get_by_role("checkbox", name="stappen.txt")).to_be_checked()
    agent.get_by_role("checkbox", name="intern.txt").uncheck()
    answer(agent, "Dit stuur ik met opzet.")
    letter = post_office.wait_for(JOOST, has_words("Dit stuur ik met opzet."))
    assert [file.get_filename() for file in letter.iter_attachments()] == ["stappen.txt"]
    assert not [one for one in post_office.inbox(JOOST) if "per ongeluk" in text_of(one)]


def test_a_bounce_marks_the_answer_as_not_delivered(agent, desk, post_office, mailbox):
    title = unique("Vraag van een verkeerd adres")
    post_office.send(write(title, "Wanneer is het loket open?", sender="bounce@elders.test"))
    find_ticket(agent, desk, title)
    answer(agent, "Maandag om half negen.")
    told = entry(agent, "Maandag om half negen.").filter(has_text="Niet bezorgd")
    reload_until(agent, told, seconds=40)
    expect(told).to_contain_text("User unknown")
    reload_until(agent, agent.get_by_text("Een mail over deze melding is niet aangekomen"))
    told.get_by_role("link", name="Bekijk en verstuur opnieuw").click()
    expect(agent.get_by_role("button", name="Verstuur opnieuw")).to_be_visible()


def test_what_the_server_refuses_is_shown_and_can_be_sent_again(agent, desk, post_office, mailbox):
    title = unique("Vraag van een adres dat niet bestaat")
    post_office.send(write(title, "Hoe vraag ik verlof aan?", sender="perm550@elders.test"))
    find_ticket(agent, desk, title)
    reload_until(agent, agent.get_by_text("Een mail over deze melding is niet aangekomen"))
    answer(agent, "Dat gaat via het portaal van HR.")
    told = entry(agent, "Dat gaat via het portaal van HR.").filter(has_text="Niet verzonden")
    reload_until(agent, told, seconds=40)
    expect(told).to_contain_text("No such user here")
    told.get_by_role("link", name="Bekijk en verstuur opnieuw").click()
    agent.get_by_role("button", name="Verstuur opnieuw").click()
    expect(agent.get_by_text("De mail gaat opnieuw op weg")).to_be_visible()


def test_a_stranger_who_names_a_number_is_set_aside_seen_and_released(agent, desk, post_office, mailbox):
    title = unique("Vertrouwelijke zaak")
    post_office.send(write(title, "Dit gaat over mijn contract.", sender=JOOST))
    find_ticket(agent, desk, title)
    number, address = NUMBER.search(agent.title())[0], agent.url
    letter = write(f"Re: {title} [{number}]", "Ik wil hier ook iets over zeggen.", sender="vreemde@elders.test")
    post_office.send(letter)
    reload_until(agent, agent.get_by_text("Iemand die niet bij deze melding hoort noemde dit nummer"), seconds=5)
    expect(entry(agent, "Ik wil hier ook iets over zeggen")).to_have_count(0)

    agent.get_by_role("link", name="Post", exact=False).first.click()
    agent.get_by_role("link", name="Apart gezet").click()
    agent.get_by_role("link", name=f"Re: {title}").click()
    expect(agent.get_by_role("main")).to_contain_text("maar de afzender hoort daar niet bij")
    expect(agent.get_by_role("main")).to_contain_text("Ik wil hier ook iets over zeggen.")
    agent.get_by_role("button", name=f"Voeg toe aan {number}").click()
    expect(agent.get_by_text("Bericht vrijgegeven")).to_be_visible()
    agent.goto(address)
    reload_until(agent, entry(agent, "Ik wil hier ook iets over zeggen"), seconds=10)


def test_an_automatic_answer_is_kept_and_never_answered(agent, desk, post_office, mailbox):
    title = unique("Ik ben er even niet")
    post_office.send(write(title, "Kunnen jullie mijn telefoon doorzetten?", sender="vacation@elders.test"))
    find_ticket(agent, desk, title)
    answer(agent, "Dat is gebeurd.")
    reload_until(agent, entry(agent, "Dat is gebeurd.").filter(has_text="Verzonden"))
    agent.goto(f"{desk.url}/balie/post/")
    kept = agent.get_by_role("row", name=f"Afwezig: Re: {title}")
    reload_until(agent, kept)
    expect(kept.first).to_contain_text("Automatisch bericht")
    sent = [letter for letter in post_office.smtp.to("vacation@elders.test") if title.encode() in letter.raw]
    assert len(sent) == 2, "the receipt and the answer, and nothing to the automatic letters"
