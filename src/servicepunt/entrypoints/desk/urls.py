"""Where the start page and the palette hang."""

from django.urls import path

from servicepunt.entrypoints.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.start, name="start"),
    path("palet/", views.palette, name="palette"),
]
