"""Where everything hangs."""

from django.urls import include, path

urlpatterns = [
    path("balie/", include("servicepunt.domains.tickets.urls")),
]
