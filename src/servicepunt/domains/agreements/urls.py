"""Where the pages about agreements hang."""

from django.urls import path

from servicepunt.domains.agreements import desk

app_name = "agreements"
urlpatterns = [
    path("beheer/normen/", desk.norms, name="norms"),
    path("beheer/normen/nieuw/", desk.norm, name="new_norm"),
    path("beheer/normen/<int:pk>/", desk.norm, name="norm"),
    path("beheer/normen/matrix/", desk.priority_matrix, name="matrix"),
    path("beheer/openingstijden/nieuw/", desk.new_calendar, name="new_calendar"),
    path("beheer/openingstijden/<int:pk>/", desk.calendar, name="calendar"),
    path("beheer/openingstijden/<int:pk>/naam/", desk.rename, name="rename_calendar"),
    path("beheer/openingstijden/<int:pk>/standaard/", desk.make_default, name="default_calendar"),
    path("beheer/voorstel/<int:pk>/", desk.proposal, name="proposal"),
    path("beheer/voorstel/<int:pk>/doorvoeren/", desk.apply, name="apply"),
]
