"""Where the pages about people hang."""

from django.urls import path

from servicepunt.domains.people import desk

app_name = "people"
urlpatterns = [
    path("beheer/personen/", desk.people, name="people"),
    path("beheer/personen.csv", desk.export, name="export"),
    path("beheer/personen/nieuw/", desk.new_person, name="new_person"),
    path("beheer/personen/<int:pk>/", desk.person, name="person"),
    path("beheer/personen/<int:pk>/uit-dienst/", desk.leave, name="leave"),
    path("beheer/personen/<int:pk>/terug/", desk.come_back, name="come_back"),
    path("beheer/personen/<int:pk>/mail/", desk.trust, name="trust"),
    path("beheer/personen/<int:pk>/tweede-stap/", desk.forget_second_step, name="forget_second_step"),
    path("beheer/teams/", desk.team_list, name="teams"),
    path("beheer/teams/nieuw/", desk.team, name="new_team"),
    path("beheer/teams/<int:pk>/", desk.team, name="team"),
    path("beheer/leveranciers/", desk.supplier_list, name="suppliers"),
    path("beheer/leveranciers/<int:pk>/", desk.supplier, name="supplier"),
    path("beheer/inlezen/", desk.upload, name="upload"),
    path("beheer/inlezen/<int:pk>/", desk.preview, name="preview"),
    path("beheer/inlezen/voorbeeld/<slug:kind>.csv", desk.template, name="template"),
    path("profiel/", desk.profile, name="profile"),
]
