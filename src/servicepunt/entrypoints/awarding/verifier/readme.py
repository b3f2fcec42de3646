"""What a package says about itself: LEESMIJ.txt, and what the program prints when it is asked for nothing."""

README = """\
# Dossier van een inhuurprocedure

Met dit pakket rekent iedereen na dat de lijst en de gunning volgen uit de regels van de aanvraag. Het programma
`verify.py` heeft alleen Python 3.11 of nieuwer nodig. Het kent ons systeem niet: het leest de gepubliceerde regels op
zijn eigen manier.

    python3 -I verify.py dossier.zip

Klopt alles, dan staat er `zelfde lijst, zelfde hashes`. Anders staat er het bestand met het eerste verschil. Ook de
volgorde telt: een feit dat op zijn plaats niet kan staan, noemt het programma met het nummer van de regel.

| bestand | wat |
|---|---|
| `aanvraag.json` | de aanvraag met eisen, criteria, instellingen, teksten en wat een score betekent |
| `feiten.jsonl` | de regels van het dossier, in volgorde; elke regel noemt de vingerafdruk van de regel ervoor |
| `procedure.json` | de gegevens waaruit de uitkomst volgt, per inschrijving met een nummer in plaats van een naam |
| `uitkomst.json` | punten, rangorde en lijst; in de volledige vorm ook rondes, gesprekken, beslissingen en alle data |
| `teksten.json` | alleen in de volledige vorm: wat mensen schreven, bij de verwijzing (`kluis:…`) uit de regels |
| `brieven/` | alleen in de volledige vorm: de brieven van elke beslissing, zoals ze zijn verstuurd |
| `brieven/herstel/` | alleen in de volledige vorm: de brieven aan wie een vormgebrek niet herstelde |
| `manifest.json` | de SHA-256 van elk bestand, en de vingerafdruk van de laatste regel: de kop |
| `verify.py` | het programma dat narekent |

## Weet je zeker dat dit het hele dossier is?

Wie een bestand én `manifest.json` verandert, valt door de mand: alles wordt nagerekend uit de regels. Wie alle regels
opnieuw maakt, krijgt een andere kop. Vergelijk daarom met een vingerafdruk die je van elders kent. Die staat op elk
ontvangstbewijs, op het verslag van de opening en op de pagina Dossier. Geef hem mee, dan zoekt het programma de regel
erbij:

    python3 -I verify.py dossier.zip VINGERAFDRUK

Neem het programma bij twijfel uit een andere bron van dezelfde versie. Een ander programma in het pakket is dan een
verschil.

## De vingerafdruk van een regel

Neem de regel als JSON met gesorteerde velden en zonder spaties. Zet in de plaats van het veld `persoonlijk` de
SHA-256 van dat veld, ook zo opgeschreven. De SHA-256 daarvan is de vingerafdruk. In de openbare vorm staat die
tussenstap er al: zo is elke regel te controleren, ook als de inhoud niet openbaar is. Het veld `zout` maakt dat
niemand kan raden wat er stond. Een verwijzing `kluis:…` is het begin van de SHA-256 van het zout en de tekst.

## Wat je niet ziet, en wat niet is te bewijzen

* Namen en cv's staan niet in de regels. Ze liggen in een kluis en worden na de bewaartermijn vernietigd. De regels
  blijven dan na te rekenen.
* In de volledige vorm is alles gebonden aan de kop, behalve de inhoud van cv's en andere stukken: daarvan staat
  alleen de SHA-256 in de regels.
* In de openbare vorm zijn personen, bevindingen en tarieven weggelaten. Gebonden zijn: de aanvraag, wie wanneer
  inschreef en introk, de lijst en alle vingerafdrukken. Niet gebonden zijn: het oordeel over conformiteit, de
  bevindingen per eis en criterium, de kenmerken van een stuk, de vormgebreken en wanneer die zijn hersteld, en het
  rangnummer van het tarief (1 is het laagste).
  Daaruit moet wel precies de lijst volgen die in de regels staat. Wie alles wil narekenen, vraagt de volledige vorm.
"""
