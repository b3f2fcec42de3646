"""A formal defect found after opening: who has the same is asked at one moment, once, and answers in one term."""

import hashlib
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from servicepunt.domains.awards.actions import assessing, deciding, repairing
from servicepunt.domains.awards.rules.repair_letters import why_not
from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.hiring.rules.repairs import NOT_FORMAL, DefectKind, repair_term
from servicepunt.domains.people.tests.cast import at_once
from servicepunt.domains.tenders.actions import drafting, offering
from servicepunt.domains.tenders.models import Fact, Kept, VaultKey
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules import chain
from servicepunt.domains.tenders.rules.judging import competing, in_repair
from servicepunt.domains.tenders.rules.outcome import played, stage_of
from servicepunt.domains.tenders.rules.parts import NO_DEFECT, NOT_REPAIRED, REPAIRED
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused, TooLate
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
AT = cast.OPENING + timedelta(hours=1)
UNTIL = repair_term(AT, 2).until
INSTANT = timedelta(microseconds=1)
PAPER = b"%PDF-1.7 ondertekend"


@pytest.fixture(autouse=True)
def labels_in_order(monkeypatch):
    """Labels are drawn; here they are K1, K2 and further, so that a test can name them."""
    monkeypatch.setattr(offering, "free_labels", lambda taken: [f"K{len(taken) + 1}"])
    monkeypatch.setattr(repairing, "free_labels", lambda taken, letter: [f"{letter}{len(taken) + 1}"])


def note(
    made, *offers, kind=DefectKind.SIGNATURE, lacking="Onder de eigen verklaring staat geen handtekening.", **more
):
    return repairing.note_defect(
        tender=made.tender, kind=kind, offers=offers, lacking=lacking, **{"by": made.people["Hanna"], "at": AT} | more
    )


def ask(made, defect="G1", **more):
    given = {"has_looked": True, "by": made.people["Hanna"], "at": AT} | more
    return repairing.ask_repair(tender=made.tender, defect=defect, **given)


def answer(made, offer, *, at, content=PAPER, text="", **more):
    by = made.suppliers[int(offer[1:]) - 1]
    given = {"by": by, "at": at} | more
    return repairing.answer_repair(
        tender=made.tender, offer=offer, content=content, pages=1, text=text, **{"defect": "G1"} | given
    )


def judge(made, offer, verdict, *, at=UNTIL, reason="Er staat nog steeds geen handtekening.", **more):
    given = {"by": made.people["Hanna"], "complaints": "klacht@inhuur.example", "defect": "G1"} | more
    return repairing.judge_repair(tender=made.tender, offer=offer, verdict=verdict, reason=reason, at=at, **given)


def asked(offers=3, suppliers=3):
    made = cast.opened(offers, suppliers)
    note(made, "K1", "K2")
    ask(made)
    return made


def names(made):
    return list(Fact.objects.filter(tender=made.tender).order_by("number").values_list("name", flat=True))


def outcomes(made, at=UNTIL):
    return {label: fate.outcome for label, fate in played(made.dossier, at=at).assessment.fates.items()}


def test_two_with_the_same_defect_are_asked_at_one_moment_and_a_microsecond_late_is_late():
    made = cast.opened(3, 3)
    note(made, "K1")
    note(made, "K2", lacking="De brief is niet ondertekend.")
    assert [(each.id, sorted(each.lacking)) for each in made.dossier.defects.values()] == [("G1", ["K1", "K2"])]
    ask(made)
    found = made.dossier.defects["G1"]
    assert (found.asked, found.asked_at, found.until) == (("K1", "K2"), AT, UNTIL)
    answer(made, "K1", at=UNTIL - INSTANT)
    before = len(names(made))
    with pytest.raises(TooLate, match="voorbij sinds"):
        answer(made, "K2", at=UNTIL)
    assert len(names(made)) == before
    judge(made, "K1", REPAIRED, reason="Ondertekend.")
    judge(made, "K2", NOT_REPAIRED, reason="Er kwam niets.")
    assert [each.label for each in competing(made.dossier)] == ["K1", "K3"]
    assert outcomes(made) == {"K1": Outcome.RECEIVED, "K2": Outcome.DEFECTIVE, "K3": Outcome.RECEIVED}
    assert chain.check(lines_of(made.tender), head=type(made.tender).objects.get().digest)


def test_asking_a_second_time_is_refused_for_the_group_and_for_each_offer():
    made = asked()
    with pytest.raises(AlreadyDone, match="één keer"):
        ask(made, at=AT + timedelta(days=1))
    with pytest.raises(Refused, match="al genoteerd"):
        note(made, "K1")
    with pytest.raises(Refused, match="al genoteerd"):
        note(made, "K3", "K2")


def test_who_is_found_later_gets_a_term_that_is_as_long():
    made = asked()
    later = AT + timedelta(days=1)
    note(made, "K3", at=later)
    ask(made, "G2", at=later)
    found = made.dossier.defects["G2"]
    assert (found.asked, found.until) == (("K3",), repair_term(later, 2).until)


@pytest.mark.parametrize("kind", [*NOT_FORMAL, "iets anders", ""])
def test_content_and_rate_and_new_facts_are_no_formal_defect(kind):
    made = cast.opened(1, 1)
    before = names(made)
    with pytest.raises(Refused, match=r"[Nn]a de sluiting|voor de sluiting|Kies welk"):
        note(made, "K1", kind=kind)
    assert names(made) == before


def test_who_says_why_it_is_only_form_may_use_an_honest_word_and_the_supplier_reads_why():
    made = cast.opened(1, 1)
    lacking, because = "De toelichting op de eigen verklaring is niet ondertekend.", "Alleen de krabbel ontbreekt."
    with pytest.raises(Refused, match="Schrijf dan ook op waarom"):
        note(made, made.k(1), lacking=lacking)
    for hard in ("Het cv is niet ondertekend.", "Het tarief ontbreekt.", "Er is een nieuw feit."):
        with pytest.raises(Refused):
            note(made, made.k(1), lacking=hard, because=because)
    with pytest.raises(Refused):
        note(made, made.k(1), lacking=lacking, because="Het uurtarief klopt niet.")
    note(made, made.k(1), lacking=lacking, because=because)
    [defect] = made.dossier.defects.values()
    told = made.look("Hanna", AT).vault.show(defect.lacking[made.k(1)])
    assert told == f"{lacking}\n\nDit is alleen vorm: {because}"


@pytest.mark.parametrize(
    "lacking", ["Het CV mist een diploma", "Het uurtarief is onduidelijk", "De prijs ontbreekt", " "]
)
def test_words_about_the_cv_or_the_rate_are_refused(lacking):
    made = cast.opened(1, 1)
    with pytest.raises(Refused):
        note(made, "K1", lacking=lacking)
    assert made.dossier.defects == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Het uurtarief is te hoog.", "Het woord 'uurtarief'"),
        ("Voor € 90 is dit te weinig.", "Er staat een bedrag"),
        ("Anders dan kandidaat 2 tekende u niet.", "'Kandidaat 2' staat in je tekst; K-01 mag niet lezen"),
        ("Leverancier 3 tekende wel.", "'Leverancier 3' staat in je tekst"),
    ],
)
def test_what_a_supplier_reads_of_the_desk_has_no_rate_and_nobody_else_in_it(words, said):
    made = asked()
    with pytest.raises(Refused, match=said):
        judge(made, "K1", NOT_REPAIRED, reason=words)
    with pytest.raises(Refused, match="staat"):
        note(made, "K3", "K1", kind=DefectKind.DATE, lacking=words)
    assert (made.dossier.defects["G1"].verdicts, len(made.dossier.defects)) == ({}, 1)
    judge(made, "K1", NOT_REPAIRED, reason="Kandidaat 1 van Leverancier 1 tekende niet.")


def test_only_the_desk_notes_asks_and_judges_and_only_between_opening_and_lock():
    made = cast.sent(2, 2)
    with pytest.raises(Refused, match="nog niet geopend"):
        note(made, "K1")
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    for name in ("Bram", "Ada", "Wim"):
        with pytest.raises(Refused, match="inhuurdesk"):
            note(made, "K1", by=made.people[name])
    with pytest.raises(Refused, match="doet niet mee"):
        note(made, "K9")
    with pytest.raises(Refused, match="Kies de inschrijvingen"):
        note(made)
    note(made, "K1")
    with pytest.raises(Refused, match="elke inschrijving"):
        ask(made, has_looked=False)
    with pytest.raises(Refused, match="niet genoteerd"):
        ask(made, "G7")
    with pytest.raises(Refused, match="inhuurdesk"):
        ask(made, by=made.people["Bram"])
    ask(made)
    with pytest.raises(Refused, match="inhuurdesk"):
        judge(made, "K1", NOT_REPAIRED, by=made.people["Bram"])


def test_after_the_lock_nothing_is_noted():
    made = cast.scored(2, 2)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=AT)
    with pytest.raises(Refused, match="vergrendeld"):
        note(made, "K1")


def test_an_answer_is_once_from_who_sent_the_offer_and_lies_sealed_with_a_receipt():
    made = asked()
    at = AT + timedelta(hours=3)
    for wrong in ({"by": made.suppliers[1]}, {"content": b"", "text": " "}, {"by": made.people["Hanna"]}):
        with pytest.raises(Refused):
            answer(made, "K1", at=at, **wrong)
    with pytest.raises(Refused, match="niet genoteerd"):
        answer(made, "K3", at=at)
    answer(made, "K1", at=at, text="Alsnog getekend.")
    with pytest.raises(AlreadyDone, match="tweede keer"):
        answer(made, "K1", at=at)
    moment, given = made.dossier.defects["G1"].answers["K1"]
    digest = hashlib.sha256(PAPER).hexdigest()
    lines = repairing.repair_lines(number="30954", offer="K1", defect="G1", digest=digest, at=at)
    assert (moment, given.document.digest) == (at, digest)
    assert given.receipt == hashlib.sha256(lines.encode()).hexdigest()
    kept = Kept.objects.get(reference=given.document.reference)
    assert (kept.subject, PAPER in bytes(kept.sealed)) == ("K1", False)
    assert Vault(made.tender).open(given.document.reference) == PAPER
    assert "Alsnog" not in "".join(Fact.objects.values_list("body", flat=True))


def test_who_cannot_repair_says_so_and_is_set_aside_with_a_letter_before_the_end_of_the_term():
    made = asked()
    answer(made, "K2", at=AT, content=b"", text="De directeur is er niet.")
    with pytest.raises(Refused, match="geen stuk"):
        judge(made, "K2", REPAIRED, at=AT)
    with pytest.raises(Refused, match="nog geen antwoord"):
        judge(made, "K1", NOT_REPAIRED, at=UNTIL - INSTANT)
    with pytest.raises(Refused, match="waarom"):
        judge(made, "K2", NOT_REPAIRED, at=AT, reason=" ")
    judge(made, "K2", NOT_REPAIRED, at=AT, reason="Zonder handtekening is de verklaring niets waard.")
    with pytest.raises(AlreadyDone):
        judge(made, "K2", REPAIRED, at=AT)
    reference, _, digest = made.dossier.defects["G1"].verdicts["K2"][1].letter.partition(" ")
    letter = Vault(made.tender).open(reference).decode()
    assert hashlib.sha256(letter.encode()).hexdigest() == digest
    for words in ("doet niet meer mee", "K-02", "eigen verklaring", "niets waard", "do 16 juli 2026, einde van de dag",
                  "klacht@inhuur.example", "kort geding", "dat u het niet kunt herstellen"):  # fmt: skip
        assert words in letter
    assert "K-01" not in letter and "Kandidaat" not in letter


def test_who_answers_late_leaves_one_line_in_the_file_and_reads_that_in_the_letter():
    made = asked()
    late = partial(repairing.note_late_repair, tender=made.tender, defect="G1")
    late(offer="K1", by=made.suppliers[0], at=UNTIL - INSTANT)
    late(offer="K1", by=made.suppliers[1], at=UNTIL)
    answer(made, "K2", at=AT)
    late(offer="K2", by=made.suppliers[1], at=UNTIL)
    assert made.dossier.defects["G1"].late == {}
    for minutes in range(3):
        late(offer="K1", by=made.suppliers[0], at=UNTIL + timedelta(minutes=minutes))
    assert made.dossier.defects["G1"].late == {"K1": UNTIL}
    assert names(made).count("herstel_te_laat_aangeboden") == 1
    judge(made, "K1", NOT_REPAIRED, reason="Er kwam niets op tijd.")
    reference = made.dossier.defects["G1"].verdicts["K1"][1].letter.partition(" ")[0]
    assert "wilde u nog antwoorden. De termijn was toen voorbij." in Vault(made.tender).open(reference).decode()


def test_a_defect_that_is_none_after_all_is_taken_back_and_may_be_noted_again_before_it_was_asked():
    made = cast.opened(2, 2)
    note(made, "K1", "K2")
    judge(made, "K1", NO_DEFECT, at=AT, reason="De handtekening staat op bladzijde 2.")
    with pytest.raises(Refused, match="Vraag eerst"):
        judge(made, "K2", NOT_REPAIRED)
    ask(made)
    assert made.dossier.defects["G1"].asked == ("K2",)
    with pytest.raises(Refused, match="geen herstel gevraagd"):
        answer(made, "K1", at=AT)
    note(made, "K1")
    assert sorted(made.dossier.defects["G2"].lacking) == ["K1"]
    assert in_repair(made.dossier) == ["K1", "K2"]


def test_a_defect_that_is_noted_again_before_anybody_was_asked_is_not_lost():
    made = cast.opened(2, 2)
    note(made, "K1", "K2")
    judge(made, "K1", NO_DEFECT, at=AT, reason="De handtekening staat op bladzijde 2.")
    note(made, "K1")
    assert in_repair(made.dossier) == ["K1", "K2"]
    ask(made)
    assert made.dossier.defects["G1"].asked == ("K1", "K2")
    judge(made, "K1", NOT_REPAIRED, reason="Er kwam niets.")
    assert [each.label for each in competing(made.dossier)] == ["K2"]


def test_everything_of_an_offer_waits_while_its_repair_is_open_and_goes_on_after_it():
    made = cast.judged(2, 2)
    ada, bram = made.people["Ada"], made.people["Bram"]
    note(made, "K1")
    find = partial(
        assessing.find, tender=made.tender, item="3", finding=Finding(meets=True, citation=cast.CITED), by=ada
    )
    with pytest.raises(Refused, match="herstel van een vormgebrek"):
        find(offer="K1", at=AT)
    with pytest.raises(Refused, match="herstel van een vormgebrek"):
        assessing.judge_conformity(
            tender=made.tender, offer="K1", is_conform=True, reason=cast.FREE, citation=cast.CITED, by=bram, at=AT
        )
    find(offer="K2", at=AT)
    assert played(made.dossier, at=AT).course.waits_for == ["het herstel van een vormgebrek van K1"]
    ask(made)
    answer(made, "K1", at=AT)
    judge(made, "K1", REPAIRED, at=AT, reason="In orde.")
    find(offer="K1", at=AT)
    assert played(made.dossier, at=AT).course.waits_for == []


def test_the_lock_waits_and_the_ranking_has_nobody_who_was_set_aside():
    made = cast.scored(3, 3)
    hanna = made.people["Hanna"]
    note(made, "K2")
    with pytest.raises(Refused, match="herstel van een vormgebrek"):
        assessing.lock(tender=made.tender, by=hanna, at=AT)
    ask(made)
    judge(made, "K2", NOT_REPAIRED)
    assessing.lock(tender=made.tender, by=hanna, at=UNTIL)
    cast.two_open(made, cast.Kind.RATE, UNTIL)
    assessing.fix_list(tender=made.tender, by=hanna, at=UNTIL)
    assert made.dossier.shortlist == ("K1", "K3")
    assert made.dossier.offers["K2"].rate is None
    assert outcomes(made)["K2"] == Outcome.DEFECTIVE
    assert stage_of(made.dossier, at=UNTIL) == Stage.CHOICE


def test_the_last_offer_that_is_set_aside_leaves_a_request_that_failed():
    made = cast.judged(1, 1)
    note(made, "K1")
    ask(made)
    judge(made, "K1", NOT_REPAIRED)
    assert competing(made.dossier) == []
    hanna = made.people["Hanna"]
    assessing.lock(tender=made.tender, by=hanna, at=UNTIL)
    cast.two_open(made, cast.Kind.RATE, UNTIL)
    assessing.fix_list(tender=made.tender, by=hanna, at=UNTIL)
    assert stage_of(made.dossier, at=UNTIL) == Stage.FAILED


def test_who_takes_the_offer_back_meanwhile_is_waited_for_no_more():
    made = asked()
    offering.withdraw_offer(tender=made.tender, label="K1", by=made.suppliers[0], at=AT)
    assert in_repair(made.dossier) == ["K2"]
    with pytest.raises(Refused, match="teruggetrokken"):
        answer(made, "K1", at=AT)


def test_after_the_request_is_withdrawn_nothing_is_repaired():
    made = asked()
    drafting.cancel(tender=made.tender, reason="Het budget is weg.", by=made.people["Hanna"], at=AT)
    with pytest.raises(Refused, match="ingetrokken"):
        answer(made, "K1", at=AT)


def test_documents_and_letters_of_a_repair_go_with_the_offer():
    made = asked()
    answer(made, "K1", at=AT, text="Zie het stuk.")
    judge(made, "K1", NOT_REPAIRED, at=AT)
    drafting.cancel(tender=made.tender, reason="Het budget is weg.", by=made.people["Hanna"], at=AT)
    deciding.destroy(tender=made.tender, subjects=["K1"], by=made.people["Hanna"], at=AT)
    defect, vault = made.dossier.defects["G1"], Vault(made.tender)
    reference, letter = defect.answers["K1"][1].document.reference, defect.verdicts["K1"][1].letter.partition(" ")[0]
    assert not VaultKey.objects.filter(subject="K1").exists()
    assert [vault.open(each) for each in (reference, letter, defect.lacking["K1"])] == [None, None, None]
    assert vault.open(defect.lacking["K2"]) is not None
    assert chain.check(lines_of(made.tender), head=type(made.tender).objects.get().digest)


@pytest.mark.parametrize(
    "act", [ask, partial(answer, offer="K1", at=AT), partial(judge, offer="K1", verdict=NO_DEFECT)]
)
def test_the_same_form_twice_is_once(act):
    made = cast.opened(2, 2)
    note(made, "K1", "K2", command="een")
    note(made, "K1", "K2", command="een")
    if act is not ask:
        ask(made)
    act(made, command="twee")
    before = names(made)
    act(made, command="twee")
    assert names(made) == before
    assert before.count("gebrek_genoteerd") == 1


def test_what_stops_halfway_leaves_nothing(monkeypatch):
    made = asked()
    before, kept = names(made), Kept.objects.count()

    def stops(*args, **more):
        raise RuntimeError("weg")

    monkeypatch.setattr("servicepunt.domains.tenders.actions.writing._project", stops)
    for act in (
        partial(answer, made, "K1", at=AT),
        partial(judge, made, "K1", NOT_REPAIRED),
        partial(note, made, "K3"),
    ):
        with pytest.raises(RuntimeError):
            act()
    monkeypatch.undo()
    assert (names(made), Kept.objects.count()) == (before, kept)
    answer(made, "K1", at=AT)


def together(*acts):
    """Do these at the same moment, each over a connection of its own, and return what refused them."""
    barrier, refused = threading.Barrier(len(acts)), []

    def one(act):
        try:
            barrier.wait(30)
            act()
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return refused


@at_once
@pytest.mark.django_db(transaction=True)
def test_at_once_there_is_one_request_one_answer_and_one_judgement():
    made = cast.opened(2, 2)
    note(made, "K1", "K2")
    for name, act in (
        ("herstel_gevraagd", partial(ask, made)),
        ("herstel_ontvangen", partial(answer, made, "K1", at=AT)),
        ("herstel_beoordeeld", partial(judge, made, "K1", NOT_REPAIRED)),
    ):
        refused = together(*[act] * 4)
        assert [type(each) for each in refused] == [AlreadyDone] * 3, name
        assert names(made).count(name) == 1
    assert Kept.objects.filter(subject="K1").count() > 0
    assert chain.check(lines_of(made.tender), head=type(made.tender).objects.get().digest)


def test_a_kind_that_may_be_repaired_is_not_refused_and_any_other_is():
    assert [why_not(each) for each in DefectKind] == [""] * len(DefectKind)
    assert all(why_not(each) for each in [*NOT_FORMAL, "", "prijs"])
