"""Where quick registration hangs."""

from django.urls import path

from servicepunt.entrypoints.phone import views

app_name = "phone"
urlpatterns = [
    path("", views.call, name="register"),
    path("bellers/", views.callers, name="callers"),
    path("beller/", views.caller, name="caller"),
]
