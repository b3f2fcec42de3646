"""Where the pages about people hang."""

from django.urls import path

from servicepunt.domains.people import desk

app_name = "people"
urlpatterns = [
    path("beheer/personen/", desk.people, name="people"),
    path("beheer/personen.csv", desk.export, name="export"),
    path("beheer/personen/<int:pk>/", desk.person, name="person"),
    path("beheer/personen/<int:pk>/uit-dienst/", desk.leave, name="leave"),
    path("beheer/groepen/", desk.team_list, name="teams"),
    path("beheer/groepen/nieuw/", desk.team, name="new_team"),
    path("beheer/groepen/<int:pk>/", desk.team, name="team"),
    path("beheer/inlezen/", desk.upload, name="upload"),
    path("beheer/inlezen/<int:pk>/", desk.preview, name="preview"),
    path("profiel/", desk.profile, name="profile"),
]
