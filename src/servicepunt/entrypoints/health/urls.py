"""Where the health pages hang."""

from django.urls import path

from servicepunt.entrypoints.health import views

app_name = "health"
urlpatterns = [
    path("gezond/", views.alive, name="alive"),
    path("klaar/", views.ready, name="ready"),
]
