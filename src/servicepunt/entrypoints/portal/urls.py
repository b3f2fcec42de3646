"""Where the portal hangs."""

from django.urls import path

from servicepunt.entrypoints.portal import views

app_name = "portal"
_NUMBER = "melding/<str:number>"

urlpatterns = [
    path("", views.home, name="home"),
    path("meldingen/", views.my_tickets, name="tickets"),
    path("vraag/", views.ask, name="ask"),
    path(f"{_NUMBER}/", views.ticket, name="ticket"),
    path(f"{_NUMBER}/antwoord/", views.answer, name="answer"),
    path(f"{_NUMBER}/intrekken/", views.withdraw, name="withdraw"),
    path(f"{_NUMBER}/opgelost/", views.confirm, name="confirm"),
    path(f"{_NUMBER}/niet-opgelost/", views.deny, name="deny"),
    path(f"{_NUMBER}/beoordeling/", views.rate, name="rate"),
]
