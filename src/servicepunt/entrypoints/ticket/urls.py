"""Where the pages about tickets hang."""

from django.urls import path

from servicepunt.entrypoints.ticket import page, steps, talk, texts, undoing

app_name = "tickets"
_NUMBER = "melding/<str:number>"

urlpatterns = [
    path(f"{_NUMBER}/", page.ticket, name="ticket"),
    path(f"{_NUMBER}/klok/", page.clock, name="clock"),
    path(f"{_NUMBER}/voorbeeld/", page.preview, name="preview"),
    path(f"{_NUMBER}/aanwezig/", page.presence, name="presence"),
    path(f"{_NUMBER}/bericht/", talk.reply, name="reply"),
    path(f"{_NUMBER}/standaardteksten/", texts.texts, name="texts"),
    path(f"{_NUMBER}/pak-op/", steps.take, name="take"),
    path(f"{_NUMBER}/ongedaan/", undoing.undo, name="undo"),
    path(f"{_NUMBER}/toewijzen/", steps.assign, name="assign"),
    path(f"{_NUMBER}/escaleren/", steps.escalate, name="escalate"),
    path(f"{_NUMBER}/terugzetten/", steps.hand_back, name="hand_back"),
    path(f"{_NUMBER}/prioriteit/", steps.priority, name="priority"),
    path(f"{_NUMBER}/kenmerken/", steps.details, name="details"),
    path(f"{_NUMBER}/aanmelder/", steps.requester, name="requester"),
    path(f"{_NUMBER}/wachten/", steps.wait, name="wait"),
    path(f"{_NUMBER}/hervatten/", steps.resume, name="resume"),
    path(f"{_NUMBER}/gereed/", steps.solve, name="solve"),
    path(f"{_NUMBER}/afmelden/", steps.close, name="close"),
    path(f"{_NUMBER}/heropenen/", steps.reopen, name="reopen"),
    path(f"{_NUMBER}/koppelen/", steps.link, name="link"),
    path(f"{_NUMBER}/ontkoppelen/<str:other>/", steps.unlink, name="unlink"),
    path("terugroepen/<int:message>/", talk.recall, name="recall"),
]

file_urls = (
    [
        path("concept/", talk.draft, name="draft"),
        path("bijlage/<int:pk>/", talk.attachment, name="attachment"),
    ],
    "files",
)
