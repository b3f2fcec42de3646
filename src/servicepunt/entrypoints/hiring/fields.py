"""What stands in the form of a draft: every field with its place in the file, its words, and why it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from servicepunt.domains.hiring.rules.request import Combination, Model, Proof, TieAtLine, Unit


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `name` in the form, `path` in the file, and how it is read and shown (`values.READERS`)."""

    name: str
    label: str
    kind: str = "text"
    path: tuple[str, ...] = ()
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    is_short: bool = False

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands in the file."""
        return self.path or (self.name,)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form; `part` is which part of the file its fields are in."""

    id: str
    title: str
    fields: tuple[Field, ...]
    part: str = "request"
    intro: str = ""


YES_NO = (("ja", "Ja"), ("nee", "Nee"))
UNITS = tuple((unit.value, unit.value) for unit in (Unit.YEARS, Unit.MONTHS, Unit.DAYS))
_LENGTHS = tuple((unit.value, unit.value) for unit in (Unit.MONTHS, Unit.YEARS, Unit.DAYS))
PROOFS = (
    (Proof.JUDGEMENT.value, "Oordeel van de beoordelaar"),
    (Proof.EDUCATION.value, "Opleiding van een niveau"),
    (Proof.EXPERIENCE.value, "Ervaring van een lengte"),
)
MODELS = (
    (Model.ALL_OR_NOTHING.value, "Alles of niets"),
    (Model.EXAMPLES.value, "Voorbeelden"),
    (Model.BANDS.value, "Klassen naar lengte van ervaring"),
)
LOWER = (("", "geen ondergrens"), ("vanaf", "vanaf"), ("meer_dan", "meer dan"))
UPPER = (("", "geen bovengrens"), ("tot_en_met", "tot en met"), ("minder_dan", "minder dan"))
_SCALE = ("onvoldoende", "matig", "voldoende", "ruim voldoende", "goed", "uitstekend")

HEAD = Section(
    "kop",
    "Kop van de aanvraag",
    (
        Field("titel", "Titel van de opdracht"),
        Field("opdrachtgever", "Opdrachtgever"),
        Field("regio", "Regio", hint="De provincie of streek, zoals Overijssel.", is_short=True),
        Field("opleidingsniveau", "Opleidingsniveau",
              hint="Een label, zoals mbo-4. De eis zelf staat bij de eisen.", is_short=True),
        Field("uren_min", "Uren per week, ten minste", "decimal", ("uren_per_week", "min"), is_short=True),
        Field("uren_max", "Uren per week, ten hoogste", "decimal", ("uren_per_week", "max"), is_short=True),
        Field("duur", "Duur", "whole", ("duur", "aantal"), is_short=True),
        Field("duur_eenheid", "Duur in", "choice", ("duur", "eenheid"), choices=_LENGTHS),
        Field("verlengingen", "Aantal keren verlengen", "whole", ("verlenging", "aantal"),
              "0 als verlengen niet kan.", is_short=True),
        Field("verlenging", "Lengte van elke verlenging", "whole", ("verlenging", "lengte"), is_short=True),
        Field("verlenging_eenheid", "Verlenging in", "choice", ("verlenging", "eenheid"), choices=_LENGTHS),
        Field("start", "Startdatum", "day",
              hint="Leeg is zo snel mogelijk. Reken op de opschortende termijn en de controle van papieren."),
        Field("functieschaal", "Functieschaal", "whole", is_short=True),
        Field("das", "Opdracht binnen een DAS", "yes", choices=YES_NO, hint="DAS is een dynamisch aankoopsysteem."),
        Field("fee", "Fee per uur in euro", "amount",
              hint="0 als er geen fee is. De fee telt nooit mee in de rangorde.", is_short=True),
        Field("benodigd", "Aantal mensen dat nodig is", "whole", is_short=True),
        Field("hybride", "Hybride werken", "yes", choices=YES_NO),
        Field("werkdagen", "Werkdagen", hint="Bijvoorbeeld: in overleg."),
        Field("uitvoeringsvoorwaarde", "Voorwaarde: geen dienstbetrekking (Wet DBA)", "yes", choices=YES_NO,
              hint="Bij ja beoordeelt de opdrachtgever eerst elke inschrijving hierop."),
    ),
)  # fmt: skip
PLANNING = Section(
    "planning",
    "Planning",
    (
        Field("vragen_tot", "Vragen stellen tot", "moment", hint="Een vraag op precies dit moment is te laat."),
        Field("nota_op", "Antwoorden voor iedereen zichtbaar op", "day"),
        Field("sluiting", "Inschrijving sluit op", "moment",
              hint="Dit is de enige plek waar dit moment staat. Wat op dit moment binnenkomt, is te laat."),
        Field("uitnodigen_uiterlijk", "Genodigden horen het uiterlijk op", "day"),
        Field("gesprekken_op", "Gesprekken op", "day"),
    ),
    intro="Tijden zijn Nederlandse tijd. De volgorde loopt op en elk moment valt op een werkdag.",
)  # fmt: skip
WORK = Section(
    "werk",
    "Past het beoordelen in de planning?",
    (
        Field("verwachte_inschrijvingen", "Hoeveel inschrijvingen verwacht je?", "whole",
              hint="Leeg is 15. Kijk naar eerdere aanvragen.", is_short=True),
        Field("minuten_per_inschrijving", "Minuten beoordelen per inschrijving", "whole",
              hint="Leeg is 45, voor één beoordelaar.", is_short=True),
        Field("uren_per_dag", "Uren per dag dat een beoordelaar kan beoordelen", "decimal", hint="Leeg is 6.",
              is_short=True),
    ),
    part="settings",
    intro="Hiermee kijken we of alles past tussen de sluiting en de uitnodigingen. Leveranciers zien dit niet.",
)  # fmt: skip
OFFER = Section(
    "offerte",
    "Wat leveranciers insturen",
    (
        Field("paginas_cv", "Meeste pagina’s van het cv", "whole", ("offerte_eisen", "paginas_cv"), is_short=True),
        Field("referenties", "Minste aantal referenties", "whole", ("offerte_eisen", "referenties"), is_short=True),
        Field("taal", "Taal van de stukken", "text", ("offerte_eisen", "taal"),
              "nl voor Nederlands. Een andere taal geeft een waarschuwing, geen weigering.", is_short=True),
        Field("dba_toelichting",
              "Toelichting op de Wet DBA verplicht", "yes", ("offerte_eisen", "dba_toelichting"), choices=YES_NO),
        Field("documenten", "Papieren die de winnaar laat zien", "papers",
              hint="Eén per regel, zoals Verklaring omtrent het gedrag (VOG). We vragen ze pas na de "
                   "gunningsbeslissing."),
    ),
    intro="Wat hier niet aan voldoet, weigeren we al bij het insturen.",
)  # fmt: skip
SETTINGS = Section(
    "instellingen",
    "Afspraken die de tekst vaak vergeet",
    (
        Field("voorleggen", "Hoeveel kandidaten gaan naar de opdrachtgever?", "whole",
              hint="Dit is een plafond: zijn er minder, dan gaan ze allemaal.", is_short=True),
        Field("gelijk_op_de_grens", "Gelijke score en gelijk tarief op de laatste plaats", "choice",
              hint="Zwijgt de aanvraag, dan is iedereen toelaten het eerlijkst: het kost niemand een plaats.",
              choices=((TieAtLine.ADMIT_ALL.value,
                    "Iedereen met die score toelaten"), (TieAtLine.DRAW_LOTS.value, "Loten"))),
        Field("lotwaarde", "Waarde voor het loten",
              hint="Alleen bij loten: een getal of tekst die pas later bekend wordt, zodat iedereen de "
                   "loting kan narekenen."),
        Field("uitnodigen", "Hoeveel kandidaten krijgen een gesprek?", "whole",
              hint="Leg dit vast voor iemand de scores ziet. Gelijk op de grens: allemaal.", is_short=True),
        Field("keuze_maximum", "Hoogste cijfer per keuzecriterium", "decimal",
              hint="De opdrachtgever geeft per keuzecriterium 0 tot dit cijfer; ze wegen even zwaar.",
              is_short=True),
        Field("minimum", "Laagste cijfer dat voldoende is", "choice",
              hint="Geldt voor elke competentie apart: een hoog cijfer maakt een laag cijfer niet goed.",
              choices=tuple((word, word) for word in _SCALE)),
        Field("cijfers_samen", "Zo worden de cijfers van de gespreksvoerders één cijfer", "choice",
              hint="Eerst geeft ieder een eigen cijfer, dan spreken ze er één af met een reden.",
              choices=((Combination.AGREED_ELSE_LOWEST.value,
                    "Afgesproken cijfer, anders het laagste"), (Combination.LOWEST.value, "Altijd het laagste"))),
        Field("minste_gespreksvoerders", "Minste aantal gespreksvoerders", "whole",
              hint="Een gesprek telt pas met zoveel verschillende mensen.", is_short=True),
        Field("herstel_werkdagen", "Werkdagen om een vormgebrek te herstellen", "whole",
              hint="Wie na de sluiting een vormgebrek blijkt te hebben, krijgt één keer zo lang, voor iedereen gelijk. "
                   "Leeg is 2.", is_short=True),
        Field("opschorting_dagen", "Opschortende termijn in dagen", "whole",
              hint="Zo lang wacht je na de brieven met tekenen. 20 kalenderdagen is gebruikelijk; "
                   "aangekondigd is bindend.", is_short=True),
        Field("klacht_verlengt_dagen", "Dagen erbij na een klacht", "whole",
              hint="0 als een klacht de termijn niet verlengt.", is_short=True),
        Field("tarief_omschrijving", "Wat het tarief is", "long",
              hint="Per uur, in euro, zonder btw, alles inbegrepen, met of zonder maximum. Een maximum dat "
                   "hier niet staat, bestaat niet."),
        Field("laag_tarief_onder", "Tarief dat opvallend laag is", "decimal",
              hint="Onder dit bedrag vragen we uitleg. Niemand valt er vanzelf door af.", is_short=True),
        Field("waarde_grens", "Bedrag waarboven we de waarde melden", "decimal",
              hint="Alleen een signaal, geen eis.", is_short=True),
        Field("peildatum", "Ervaring telt tot", "day",
              hint="Leeg is de dag van sluiting: voor iedereen gelijk."),
        Field("bewaren_dagen", "Stukken van afgewezen kandidaten bewaren, in dagen", "whole",
              hint="28 dagen is gebruikelijk; daarna vernietigen we ze.", is_short=True),
    ),
    part="settings",

          intro="Elke afspraak staat vast vanaf publicatie en komt in de aanvraag te staan. Zo leest niemand "
                "er later iets in.",
)  # fmt: skip
TEXTS = Section(
    "teksten",
    "Teksten",
    (
        Field("organisatie", "Over de organisatie", "lines"),
        Field("opdracht", "De opdracht en de taken", "lines", hint="Eén alinea of taak per regel."),
        Field("voorwaarde", "Uitvoeringsvoorwaarde", "lines"),
        Field("beoordeling", "Zo beoordelen we", "lines"),
        Field("overig", "Overige informatie", "lines"),
    ),
    part="texts",
    intro="Eén alinea per regel.",
)
SECTIONS = (HEAD, PLANNING, WORK, OFFER, SETTINGS, TEXTS)

_DEMAND = (
    Field("bewijs", "Wat er te zien moet zijn", "choice", choices=PROOFS),
    Field("niveau", "Niveau (mbo-4 is 4)", "whole", is_short=True),
    Field("richtingen", "Richtingen", "words", hint="Met komma’s ertussen; leeg is elke richting."),
    Field("minimaal", "Ten minste", "decimal", is_short=True),
    Field("eenheid", "Gemeten in", "choice", choices=UNITS),
    Field("toelichting_vereist", "Toelichting in het cv verplicht", "yes", choices=YES_NO),
)
KNOCKOUT = (
    Field("id", "Nummer", is_short=True),
    Field("tekst", "Eis", "long"),
    *_DEMAND,
)
CRITERION = (
    Field("id", "Nummer", is_short=True),
    Field("punten", "Punten", "decimal", is_short=True),
    Field("tekst", "Criterium", "long"),
    Field("model", "Zo tellen de punten", "choice", choices=MODELS),
    Field("aantal", "Aantal voorbeelden", "whole", is_short=True),
    Field("per_voorbeeld",
          "Eén goed voorbeeld geeft een deel van de punten",
          "yes", choices=YES_NO, hint="Nee: alles of niets."),
    *_DEMAND,
    Field("deel_van", "Is een deel van eis", hint="Het nummer van de eis die ruimer is.", is_short=True),
    Field("volgt_uit", "Wie dit haalt, haalt ook eis", is_short=True),
)  # fmt: skip
BAND = (
    Field("onder_soort", "Ondergrens", "choice", choices=LOWER),
    Field("onder", "Getal", "decimal", is_short=True),
    Field("boven_soort", "Bovengrens", "choice", choices=UPPER),
    Field("boven", "Getal", "decimal", is_short=True),
    Field("punten", "Punten", "decimal", is_short=True),
)
CHOICE = (Field("id", "Nummer", is_short=True), Field("naam", "Keuzecriterium"))
COMPETENCE = (
    Field("id", "Kenmerk", hint="Eén woord, zoals klant.", is_short=True),
    Field("naam", "Competentie"),
    Field("gedrag", "Gedrag waaraan je het ziet", "long"),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rows in the form, each with the same fields."""

    name: str
    title: str
    one: str
    fields: tuple[Field, ...]
    intro: str = ""
    most: int = 40


LISTS = (
    Rows("knockouts", "Eisen (stap 1)", "eis", KNOCKOUT,
          "Wie één eis mist, gaat niet verder. We beoordelen ze altijd alle."),
    Rows("criteria", "Criteria met punten (stap 2)", "criterium", CRITERION,
          "De punten zijn samen 100. Het nummer blijft ook na een wijziging hetzelfde."),
    Rows("keuzecriteria",
          "Keuzecriteria van de opdrachtgever (stap 3)", "keuzecriterium", CHOICE, "Ze wegen even zwaar."),
    Rows("competenties", "Competenties voor de gesprekken (stap 4)", "competentie", COMPETENCE,
          "Op elke competentie is een voldoende nodig."),
)  # fmt: skip
