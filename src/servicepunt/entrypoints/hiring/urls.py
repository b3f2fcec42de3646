"""Where the pages of requests to hire hang."""

from django.urls import path

from servicepunt.entrypoints.hiring.views import (
    approval,
    correcting,
    drafting,
    overview,
    people,
    questions,
    request,
    starting,
)

app_name = "hiring"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("export/", overview.export, name="export"),
    path("nieuw/", starting.new, name="new"),
    path("lezen/", starting.from_text, name="from_text"),
    path("<str:number>/", request.request_page, name="request"),
    path("<str:number>/agenda/", request.agenda, name="agenda"),
    path("<str:number>/concept/", drafting.draft, name="draft"),
    path("<str:number>/concept/poort/", drafting.gate, name="gate"),
    path("<str:number>/personen/", people.people, name="people"),
    path("<str:number>/personen/rol/", people.seat, name="seat"),
    path("<str:number>/personen/leverancier/", people.contact, name="contact"),
    path("<str:number>/personen/sleutel/", people.key, name="key"),
    path("<str:number>/personen/sleutel/proef/", people.try_key, name="try_key"),
    path("<str:number>/goedkeuren/", approval.approval, name="approval"),
    path("<str:number>/goedkeuren/voorleggen/", approval.send, name="send"),
    path("<str:number>/goedkeuren/akkoord/", approval.approve, name="approve"),
    path("<str:number>/goedkeuren/terug/", approval.give_back, name="give_back"),
    path("<str:number>/goedkeuren/publiceren/", approval.publish, name="publish"),
    path("<str:number>/vragen/", questions.questions, name="questions"),
    path("<str:number>/vragen/vastleggen/", questions.enter, name="enter_question"),
    path("<str:number>/vragen/publiceren/", questions.publish, name="publish_answers"),
    path("<str:number>/vragen/nota/", questions.note, name="note"),
    path("<str:number>/vragen/nota/pdf/", questions.note_pdf, name="note_pdf"),
    path("<str:number>/vragen/<str:question>/", questions.answer, name="answer"),
    path("<str:number>/rectificatie/", correcting.correction, name="correction"),
    path("<str:number>/rectificatie/verlengen/", correcting.extend, name="extend"),
    path("<str:number>/rectificatie/bevestigen/", correcting.confirm, name="confirm"),
    path("<str:number>/intrekken/", correcting.cancel, name="cancel"),
]
