"""Where the pages of requests to hire hang."""

from django.urls import path

from servicepunt.entrypoints.hiring import views

app_name = "hiring"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("<str:number>/", views.request_page, name="request"),
]
