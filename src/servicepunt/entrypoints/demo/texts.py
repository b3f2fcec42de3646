"""What people report in the demo municipality, and how the desk answers; made up, in everyday Dutch."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A report as it could come in: `{naam}`, `{plek}` and `{ding}` are filled in."""

    title: str
    text: str
    answer: str
    category: str
    kind: str
    cause: str
    urgency: str = "hindered"
    impact: str = "person"
    team: str = ""


FIRST_NAMES = (
    "Fatima", "Joost", "Bram", "Sanne", "Youssef", "Marieke", "Priya", "Tom", "Lotte", "Anouk", "Carla",
    "Jeroen", "Esra", "Pieter", "Wouter", "Ingrid", "Hassan", "Femke", "Ruben", "Naomi", "Gert", "Willemien",
    "Daan", "Sophie", "Karim", "Els", "Mohammed", "Linda", "Stefan", "Yara", "Hendrik", "Roos", "Achmed",
    "Tineke", "Bas", "Merel", "Sjoerd", "Jolanda", "Omar", "Iris", "Kees", "Nadia", "Mark", "Petra", "Rachid",
    "Hanneke", "Dirk", "Selma", "Maarten", "Gerda", "Emre", "Lieke",
)  # fmt: skip
LAST_NAMES = (
    "de Wit", "Bakkali", "Hofman", "Soerdjan", "Verhagen", "Smeets", "Brinkman", "van den Berg", "Kuipers",
    "el Amrani", "Jansen", "de Vries", "Yilmaz", "Mulder", "Bos", "Visser", "Meijer", "de Groot", "Aydin",
    "van Dijk", "Peters", "Hendriks", "van Leeuwen", "Dekker", "Brouwer", "de Boer", "Öztürk", "Willems",
    "Schouten", "van der Meer", "Kok", "Jacobs", "de Haan", "Vermeulen", "Postma", "Achterberg", "Nijhuis",
    "Ten Brinke", "Wolbers", "Rahimi", "Lubbers", "Stegeman", "Pot", "Kamphuis", "Haverkate", "Slot",
    "Veldhuis", "Reinders", "Zwiers", "Odink",
)  # fmt: skip
DEPARTMENTS = (
    "Burgerzaken", "Sociaal Domein", "Ruimtelijke Ontwikkeling", "Financiën", "Communicatie", "Griffie",
    "Vergunningen en Handhaving", "Openbare Werken", "Informatievoorziening", "HR", "Facilitair", "Inkoop",
    "Juridische Zaken", "Economie en Recreatie", "Onderwijs en Jeugd", "Belastingen", "Archief",
    "Bestuursondersteuning",
)  # fmt: skip
JOBS = (
    "medewerker", "beleidsadviseur", "teamleider", "consulent", "planoloog", "jurist", "administrateur",
    "projectleider", "adviseur", "toezichthouder",
)  # fmt: skip
SUPPLIERS = (
    ("Vecht Telecom", "vechttelecom.example"), ("PrintPartner Oost", "printpartner.example"),
    ("Zaakwerk Software", "zaakwerk.example"), ("Noordkabel Netwerken", "noordkabel.example"),
    ("Kantoor & Co", "kantoorenco.example"), ("Reest Installaties", "reestinstallaties.example"),
    ("Liftdienst Overijssel", "liftdienst.example"), ("Schoon Genoeg", "schoongenoeg.example"),
    ("Koffiehuis Automaten", "koffiehuis.example"), ("Sleutel en Slot", "sleutelenslot.example"),
    ("Werkplek Direct", "werkplekdirect.example"), ("Archiefbeheer Ommen", "archiefbeheer.example"),
)  # fmt: skip
PLACES = (
    "kamer 1.12", "kamer 2.04", "de raadzaal", "de publiekshal", "vergaderzaal De Linde",
    "de gemeentewerf", "kamer 3.21",
)  # fmt: skip

STORIES = (
    Story(
        "VPN valt steeds weg bij thuiswerken",
        "Goedemorgen, sinds gisteren valt mijn VPN ongeveer elk half uur weg. Teams blijft dan hangen en ik moet "
        "opnieuw inloggen met de code op mijn telefoon. Kunnen jullie meekijken?",
        "Sluit het VPN-programma helemaal af en start je laptop opnieuw op. Er stond een nieuwe versie klaar. "
        "Daarna blijft de verbinding staan.",
        "Netwerk en wifi", "incident", "netwerk", team="Netwerk en werkplek",
    ),
    Story(
        "Wachtwoord verlopen, kan niet inloggen",
        "Ik kan niet meer inloggen op mijn laptop. Er staat dat mijn wachtwoord is verlopen, maar wijzigen lukt niet.",
        "Ik heb je wachtwoord opnieuw ingesteld. Je kiest bij het inloggen zelf een nieuw wachtwoord.",
        "Account en wachtwoord", "incident", "wachtwoord", urgency="blocked",
    ),
    Story(
        "Printer bij {plek} drukt strepen",
        "De printer bij {plek} drukt zwarte strepen over de hele pagina. Ik heb de papierlade al nagekeken.",
        "De trommel van de printer is vervangen. Een proefafdruk is schoon.",
        "Printen en scannen", "incident", "hardware",
    ),
    Story(
        "Nieuwe collega start maandag: account en laptop",
        "Maandag start er een nieuwe collega bij ons team. Kunnen jullie een account, laptop en telefoon klaarzetten? "
        "Hij heeft dezelfde rechten nodig als de rest van het team.",
        "Het account staat klaar en de laptop ligt bij het servicepunt. Je collega kan maandag om 09:00 langskomen.",
        "Account en wachtwoord", "request", "levering", urgency="can_wait",
    ),
    Story(
        "Scherm blijft zwart na aansluiten op docking",
        "Als ik mijn laptop op het dockingstation zet blijft het scherm zwart. Op {plek} werkt hetzelfde scherm wel.",
        "De kabel van het dockingstation was defect. Er ligt een nieuwe op je bureau.",
        "Werkplek en laptop", "incident", "hardware",
    ),
    Story(
        "Geen beeld op het grote scherm in {plek}",
        "In {plek} komt er geen beeld op het grote scherm. Over een half uur begint hier een overleg.",
        "Het scherm stond op de verkeerde ingang. We hebben een kaartje met de juiste knop bij het scherm gelegd.",
        "Gebouw en voorzieningen", "incident", "gebruik", urgency="blocked", team="Facilitair",
    ),
    Story(
        "Rechten voor de map Subsidies",
        "Ik neem het werk van mijn collega over en heb toegang nodig tot de map Subsidies. Mijn teamleider is akkoord.",
        "Je hebt nu toegang tot de map. Meld je één keer af en weer aan om de map te zien.",
        "Applicaties", "request", "autorisatie", team="Applicatiebeheer",
    ),
    Story(
        "Zaaksysteem is traag",
        "Het zaaksysteem doet er heel lang over om een zaak te openen. Bij meer collega's is dat zo.",
        "De leverancier heeft vannacht een update geplaatst. De schermen openen weer zoals je gewend bent.",
        "Applicaties", "incident", "leverancier", impact="department", team="Applicatiebeheer",
    ),
    Story(
        "Headset doet het niet in Teams",
        "Mijn headset werkt niet meer in Teams. Collega's horen mij niet.",
        "In Teams stond een andere microfoon ingesteld. Kies bij Instellingen, Apparaten je headset.",
        "Telefonie", "question", "gebruik",
    ),
    Story(
        "Toegangspas werkt niet bij de achterdeur",
        "Mijn pas werkt sinds vandaag niet meer bij de achterdeur. Bij de hoofdingang werkt hij wel.",
        "Je pas was verlopen voor deze deur. Hij is weer geldig.",
        "Toegang en passen", "incident", "autorisatie", team="Facilitair",
    ),
    Story(
        "Lamp kapot in {plek}",
        "In {plek} is een lamp kapot. Het is daar nu erg donker.",
        "De lamp is vervangen.",
        "Gebouw en voorzieningen", "incident", "facilitair", urgency="can_wait", team="Facilitair",
    ),
    Story(
        "Hoe deel ik mijn agenda met mijn team?",
        "Ik wil mijn agenda delen met mijn team, maar alleen de tijden en niet de onderwerpen. Hoe doe ik dat?",
        "Klik in je agenda met rechts op Agenda, Machtigingen. Kies bij je team voor Alleen beschikbaarheid.",
        "Applicaties", "question", "gebruik", urgency="can_wait",
    ),
    Story(
        "Telefoon wisselen na kapot scherm",
        "Het scherm van mijn werktelefoon is gebarsten. Ik kan hem nog net gebruiken.",
        "Je kunt een vervangende telefoon ophalen bij het servicepunt. Neem je oude telefoon mee.",
        "Telefonie", "request", "hardware",
    ),
    Story(
        "Gedeelde postbus van het team niet zichtbaar",
        "De gedeelde postbus van ons team is verdwenen uit Outlook. Andere collega's zien hem nog wel.",
        "Je rechten op de postbus zijn opnieuw toegekend. Na een half uur verschijnt hij vanzelf.",
        "Applicaties", "incident", "autorisatie", team="Applicatiebeheer",
    ),
    Story(
        "Wifi in {plek} doet het niet",
        "In {plek} krijg ik geen verbinding met wifi. Mijn telefoon heeft het ook.",
        "Het toegangspunt is opnieuw gestart. De verbinding is weer stabiel.",
        "Netwerk en wifi", "incident", "netwerk", impact="department", team="Netwerk en werkplek",
    ),
    Story(
        "Klacht: al drie keer gebeld over mijn laptop",
        "Ik heb nu drie keer gebeld over mijn trage laptop en krijg steeds een ander antwoord. Dit moet beter kunnen.",
        "Je hebt gelijk, dit ging niet goed. Je krijgt morgen een andere laptop en ik blijf je aanspreekpunt.",
        "Werkplek en laptop", "complaint", "hardware",
    ),
    Story(
        "Bureaustoel is kapot",
        "De gasveer van mijn bureaustoel op {plek} zakt steeds weg.",
        "Er staat een andere stoel bij je bureau. De kapotte stoel halen we op.",
        "Gebouw en voorzieningen", "request", "facilitair", urgency="can_wait", team="Facilitair",
    ),
    Story(
        "Factuurprogramma geeft foutmelding bij opslaan",
        "Bij het opslaan van een factuur krijg ik de melding dat er geen verbinding is. Ik werk nu op papier.",
        "De koppeling stond uit na onderhoud. Alles is weer te bewaren.",
        "Applicaties", "incident", "software", urgency="blocked", team="Applicatiebeheer",
    ),
    Story(
        "Laptop lenen voor presentatie",
        "Donderdag geef ik een presentatie op locatie. Kan ik een laptop en een klikker lenen?",
        "De laptop en klikker liggen donderdag vanaf 08:30 klaar bij het servicepunt.",
        "Werkplek en laptop", "request", "levering", urgency="can_wait",
    ),
    Story(
        "Verdachte mail ontvangen",
        "Ik kreeg een mail die van de directeur lijkt te komen, met de vraag om cadeaubonnen te kopen. Ik heb niets "
        "aangeklikt.",
        "Goed dat je het meldt. Dit is nepmail. De afzender is geblokkeerd en je kunt de mail verwijderen.",
        "Overig", "question", "gebruik",
    ),
)  # fmt: skip

THANKS = (
    "Dank je, het werkt weer.", "Top, opgelost.", "Fijn, bedankt voor de snelle hulp.",
    "Ik zie het, dank je wel.",
)  # fmt: skip
QUESTIONS = (
    "Kun je me het nummer op de sticker van het apparaat sturen?",
    "Wanneer komt het jou uit dat ik even met je meekijk?",
    "Krijg je een foutmelding te zien? Stuur gerust een schermafdruk.",
)
REPLIES = ("Het nummer is 40-2231.", "Morgen na tien uur ben ik bereikbaar.", "Er staat: verbinding mislukt, code 651.")
NOTES = (
    "Zelfde klacht als vorige week bij Burgerzaken, mogelijk één oorzaak.",
    "Aanmelder is alleen 's ochtends bereikbaar.",
    "Gecontroleerd of er een bekende storing is: nee.",
)
STANDARD_TEXTS = (
    (
        "Opnieuw opstarten",
        "Wil je je laptop helemaal afsluiten en opnieuw opstarten? Laat ons daarna weten of het lukt.",
    ),
    (
        "Nummer op de sticker",
        "Kun je me het nummer op de sticker van het apparaat sturen? Dan zoek ik het voor je uit.",
    ),
    ("Ik kom langs", "Ik kom bij je langs voor {nummer}. Wanneer ben je op je werkplek?"),
    ("Doorgezet", 'Ik heb je melding over "{onderwerp}" doorgezet naar een collega. Je hoort van ons.'),
    ("Opgelost", "Fijn dat het weer werkt, {voornaam}. Laat het ons weten als het terugkomt."),
)
