"""Hiring from the command line: read a request, rank offers, play a procedure. No database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from servicepunt.domains.awards.rules.sensitivity import sensitivity
from servicepunt.domains.hiring.rules import (
    Faulty,
    Play,
    play,
    read_procedure,
    read_request,
    remarks_on,
    schema,
    told,
)
from servicepunt.entrypoints.commands.ranked import ranking_lines


class HiringCommand(BaseCommand):
    """`servicepunt inhuur lees|rangschik|speel|schema`."""

    help = "Rangschik inschrijvingen of speel een hele inhuurprocedure na, uit een bestand."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read what to do, and with which file; `-` is standard input."""
        steps = parser.add_subparsers(dest="step", required=True, metavar="STAP")
        reading = steps.add_parser("lees", help="maak van een gepubliceerde aanvraag een concept, als JSON")
        reading.add_argument("file", metavar="BESTAND", help="de tekst van de aanvraag (UTF-8), of -")
        ranking = steps.add_parser("rangschik", help="druk de rangorde van stap 2 af, met de redenen")
        ranking.add_argument("file", metavar="BESTAND", help="JSON met aanvraag en inschrijvingen, of -")
        ranking.add_argument("--uitleg", action="store_true", help="laat ook de berekening zien")
        ranking.add_argument(
            "--gevoelig", action="store_true", help="zeg welke kleine wijziging een andere lijst geeft"
        )
        ranking.add_argument("--json", action="store_true", help="druk de rangorde af als JSON")
        playing = steps.add_parser("speel", help="speel de procedure en druk de uitkomst af als JSON")
        playing.add_argument("file", metavar="BESTAND", help="JSON met de hele procedure, of -")
        steps.add_parser("schema", help="druk het JSON Schema van het bestand af")
        self.add_steps(steps)

    def add_steps(self, steps: Any) -> None:
        """Add steps that need more than a file."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a file that cannot be played ends with its faults and exit code 1."""
        if options["step"] == "schema":
            self._print(schema())
            return
        if options["step"] == "lees":
            self._print(_draft(_text(options["file"])))
            return
        try:
            procedure = read_procedure(_content(options["file"]))
            played = play(procedure, to_list=options["step"] == "rangschik", is_mild=True)
        except Faulty as faulty:
            raise CommandError("\n".join(faulty.faults)) from None
        if options["step"] == "speel":
            self._print(told(played))
        elif options["json"]:
            self._print(_ranking(played))
        else:
            self.stdout.write("\n".join(ranking_lines(played, arithmetic=options["uitleg"])))
            if options["gevoelig"]:
                self.stdout.write("\n".join(_shifts(played)))

    def _print(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


def _shifts(played: Play) -> list[str]:
    found = sensitivity(played)
    if not found:
        return ["", "Geen enkele kleine wijziging geeft een andere lijst."]
    lines = [
        f"  {shift.change}: erbij {', '.join(shift.comes) or 'niemand'}; eraf {', '.join(shift.goes) or 'niemand'}"
        for shift in found
    ]
    return ["", "Dit zou een andere lijst geven (alleen kijken)", *lines]


def _ranking(played: Play) -> dict[str, Any]:
    whole = told(played)
    return {name: whole[name] for name in ("aanvraag", "rangorde", "voorgelegd", "inschrijvingen")}


def _draft(text: str) -> dict[str, Any]:
    draft = read_request(text)
    remarks = remarks_on(draft)
    return {
        "aanvraag": draft.request,
        "instellingen": draft.settings,
        "teksten": draft.texts,
        "niet_gelezen": draft.unread,
        "na_te_lopen": draft.open_points,
        "voor_publicatie": [each.sentence for each in remarks if each.blocks],
        "let_op": [each.sentence for each in remarks if not each.blocks],
    }


def _text(name: str) -> str:
    try:
        return _content(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{name} is geen tekst in UTF-8; bewaar het bestand als 'tekst (UTF-8)'.") from None


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} kan niet worden gelezen: {error.strerror}.") from None
