"""Reading a CSV file, and working out what it would change: no database."""

import doctest

import pytest

from servicepunt.domains.people.rules import sheets
from servicepunt.domains.people.rules.plans import Known, KnownTeam, People, plan_people, plan_teams
from servicepunt.domains.people.rules.sheets import read_sheet


def known(pk=1, is_active=True, **values):
    return Known(pk=pk, version=1, is_active=is_active, values={"phones": (), "role": "employee"} | values)


def plan(text, *people, uploader=0):
    return plan_people(
        read_sheet(text.encode(), "people"),
        People(
            by_key={p.values["key"]: p for p in people if "key" in p.values},
            by_email={p.values["email"]: p for p in people if "email" in p.values},
            uploader=uploader,
        ),
    )


def test_the_examples_hold():
    assert doctest.testmod(sheets).failed == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_file_of_any_spreadsheet_reads_the_same(encoding, delimiter, ending):
    text = ending.join([delimiter.join(["Naam", "E-mailadres"]), delimiter.join(["Zoë Müller", "zoe@a.nl"])])
    sheet = read_sheet(text.encode(encoding), "people")
    assert sheet.rows == [(2, {"name": "Zoë Müller", "email": "zoe@a.nl"})]
    assert sheet.errors == []


def test_a_cell_over_several_lines_keeps_the_line_numbers_right():
    sheet = read_sheet(b'naam;functie\n"Joost";"a\nb"\nBram;c\n', "people")
    assert [line for line, _ in sheet.rows] == [2, 4]
    assert sheet.rows[0][1]["job_title"] == "a b"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"\xff\xfe\x00", 1),
        (b"voornaam;achternaam\nJoost;Kuipers", 1),
        (b"naam;naam\na;b", 1),
        (b"naam;functie\nJoost", 2),
        (b"naam;functie\nJoost;a;b", 2),
        (b'naam\n"' + b"x" * 200_000, 2),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content, line):
    assert [error[0] for error in read_sheet(content, "people").errors] == [line]


def test_empty_lines_are_skipped_and_unknown_columns_are_told():
    sheet = read_sheet(b"naam;schoenmaat\n;\n\nJoost;44\n", "people")
    assert sheet.rows == [(4, {"name": "Joost"})]
    assert sheet.ignored == ["schoenmaat"]


def test_the_quote_that_stops_a_formula_is_taken_off_again():
    sheet = read_sheet(b"naam;telefoon\n'=cmd();'+31612345678\n", "people")
    assert sheet.rows[0][1] == {"name": "=cmd()", "phones": "+31612345678"}


def test_new_changed_and_unchanged_are_told_apart():
    joost = known(1, key="1", email="joost@a.nl", name="Joost", job_title="Adviseur")
    els = known(2, key="2", email="els@a.nl", name="Els")
    found = plan("nummer;naam;email;functie\n1;Joost;;Leider\n2;Els;ELS@a.nl;\n3;Bram;bram@a.nl;\n", joost, els)
    assert (found.added, found.changed, found.unchanged, found.errors) == (1, 1, 1, [])
    assert dict(found.changes[0].fields) == {"job_title": "Leider"}


def test_an_empty_cell_changes_nothing():
    joost = known(1, key="1", name="Joost", job_title="Adviseur", phones=("4021",))
    assert plan("nummer;naam;functie;telefoon\n1;Joost;;\n", joost).unchanged == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("9;;x@a.nl;", "De naam ontbreekt."),
        (";Joost;;", "Er is een e-mailadres of personeelsnummer nodig."),
        ("9;Joost;joost;", "joost is geen e-mailadres."),
        ("9;Joost;x@a.nl;koning", "koning is geen rol."),
        ("1;Joost;els@a.nl;", "els@a.nl is van iemand anders."),
        ("9;Els;els@a.nl;", "els@a.nl is van iemand met een ander personeelsnummer."),
        (f"9;{'x' * 161};x@a.nl;", "De naam is langer dan 160 tekens."),
        ("1;Joost;;Behandelaar", "Je eigen rol en laatste dag kun je niet wijzigen."),
    ],
)
def test_a_wrong_row_says_what_is_wrong(row, words):
    joost = known(1, key="1", email="joost@a.nl", name="Joost")
    els = known(2, key="2", email="els@a.nl", name="Els")
    found = plan(f"nummer;naam;email;rol\n{row}\n", joost, els, uploader=1)
    assert len(found.errors) == 1
    assert found.errors[0][0] == 2
    assert found.errors[0][1].startswith(words)


def test_who_reads_in_gets_no_last_day_from_the_file():
    joost = known(1, key="1", email="joost@a.nl", name="Joost")
    found = plan("nummer;naam;email;uit dienst\n1;Joost;;31-12-2026\n", joost, uploader=1)
    assert [words for _, words in found.errors] == [
        "Je eigen rol en laatste dag kun je niet wijzigen. Vraag een andere beheerder."
    ]


@pytest.mark.parametrize("day", ["01-01-0001", "0001-01-01", "31-12-9999", "31-02-2026"])
def test_a_day_that_cannot_be_is_an_error_of_its_row(day):
    made = plan(f"naam;e-mailadres;uit dienst\nEls;els@a.nl;{day}\nJoost;joost@a.nl;31-12-2026\n")
    words = f"{day} is geen datum tussen 1900 en 2200. Schrijf hem als 31-12-2026."
    assert made.errors == [(2, words)]


@pytest.mark.parametrize("second", ["1;Joost;", ";Joost;JOOST@a.nl", "7;Joost;joost@a.nl"])
def test_one_person_twice_in_a_file_is_an_error(second):
    joost = known(1, key="1", email="joost@a.nl", name="Joost")
    found = plan(f"nummer;naam;email\n1;Joost;joost@a.nl\n{second}\n", joost)
    assert [line for line, _ in found.errors][0] == 3
    assert any("twee keer" in words for _, words in found.errors)


def test_somebody_who_left_is_counted_apart():
    gone = known(1, is_active=False, key="1", name="Joost")
    assert plan("nummer;naam\n1;Joost\n", gone).gone == 1


def test_members_of_a_team_must_be_known_and_may_work():
    sheet = read_sheet(b'groep;lijn;leden\nBeheer;2;"bram@a.nl, joost@a.nl"\nBeheer;3;wie@a.nl\n;;x@a.nl\n', "teams")
    found = plan_teams(sheet, {}, {"bram@a.nl": (1, "agent"), "joost@a.nl": (2, "employee")})
    assert [words.split(".")[-2] + "." for _, words in found.errors][-1] == "De naam van de groep ontbreekt."
    assert [line for line, _ in found.errors] == [2, 3, 3, 3, 4]


def test_a_team_that_stays_the_same_is_unchanged():
    sheet = read_sheet(b"groep;lijn;leden\nBEHEER;2;bram@a.nl\n", "teams")
    teams = {"beheer": KnownTeam(pk=1, line=2, members=frozenset({1}))}
    found = plan_teams(sheet, teams, {"bram@a.nl": (1, "agent")})
    assert (found.unchanged, found.changed, found.added) == (1, 0, 0)


@pytest.mark.parametrize("content", [b"PK\x03\x04\x14\x00\x06\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_workbook_is_told_from_csv(content):
    assert read_sheet(content, "people").errors == [
        (1, "Dit is een werkmap van Excel of Calc, geen CSV. Kies daar Opslaan als, CSV (UTF-8).")
    ]
