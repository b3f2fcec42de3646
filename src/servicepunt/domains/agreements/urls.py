"""Where the pages about agreements hang."""

from django.urls import path

from servicepunt.domains.agreements import desk

app_name = "agreements"
urlpatterns = [
    path("beheer/normen/", desk.norms, name="norms"),
]
