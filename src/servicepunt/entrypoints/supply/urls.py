"""Where these pages hang: those of suppliers, and those of who opens what they sent."""

from django.urls import path

from servicepunt.entrypoints.supply import offers, opening, questions, receipts, repairs, requests, results

app_name = "supply"
_OFFER = "<str:number>/inschrijvingen"
_DRAFT = f"{_OFFER}/concept/<str:slot>"
_REPAIR = "<str:number>/herstel/<str:defect>/<str:label>"
_RECEIPT = f"{_OFFER}/<str:label>/<int:version>/bewijs"

urlpatterns = [
    path("", requests.overview, name="requests"),
    path("<str:number>/", requests.request_page, name="request"),
    path("<str:number>/gezien/", requests.confirm, name="confirm"),
    path("<str:number>/contacten/weg/", requests.withdraw_colleague, name="withdraw_colleague"),
    path("<str:number>/agenda.ics", requests.dates, name="dates"),
    path("<str:number>/vragen/", questions.questions, name="questions"),
    path("<str:number>/vragen/nota.pdf", questions.nota, name="nota"),
    path("<str:number>/vragen/vraag/", questions.ask_page, name="ask"),
    path("<str:number>/vragen/klacht/", questions.complain, name="complain"),
    path(f"{_OFFER}/", offers.offers, name="offers"),
    path(f"{_DRAFT}/", offers.draft_page, name="draft"),
    path(f"{_DRAFT}/bewaar/", offers.save, name="save"),
    path(f"{_DRAFT}/weg/", offers.drop, name="drop"),
    path(f"{_DRAFT}/controle/", offers.check, name="check"),
    path(f"{_OFFER}/<str:label>/vervang/", offers.replace, name="replace"),
    path(f"{_OFFER}/<str:label>/trek-terug/", offers.withdraw, name="withdraw"),
    path(f"{_RECEIPT}/", receipts.receipt, name="receipt"),
    path(f"{_RECEIPT}.<str:kind>", receipts.download, name="download"),
    path("<str:number>/herstel/", repairs.overview, name="repairs"),
    path(f"{_REPAIR}/", repairs.answer, name="repair"),
    path(f"{_REPAIR}/bewijs.txt", repairs.receipt, name="repair_receipt"),
    path(f"{_REPAIR}/brief.pdf", repairs.letter, name="repair_letter"),
    path("<str:number>/uitslag/", results.results, name="results"),
    path("<str:number>/uitslag/<str:label>/<int:which>/brief/", results.letter, name="letter"),
]

opening_urls = (
    [
        path("<str:number>/openen/", opening.page, name="opening"),
        path("<str:number>/openen/geef-deel/", opening.give, name="give"),
        path("<str:number>/openen/sleutel/", opening.key, name="key"),
        path("<str:number>/openen/sleutel/probeer/", opening.try_key, name="try"),
        path("<str:number>/openen/sleutel/vernieuw/", opening.renew, name="renew"),
        path("<str:number>/openen/proces-verbaal/", opening.record, name="record"),
        path("<str:number>/openen/proces-verbaal.pdf", opening.record_pdf, name="record_pdf"),
        path("<str:number>/openen/signalen/", opening.signals, name="signals"),
        path("<str:number>/openen/signalen/persoon/", opening.compare, name="compare"),
    ],
    "opening",
)
