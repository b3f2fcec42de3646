"""Where the pages of operation hang."""

from django.urls import path

from servicepunt.entrypoints.operation import views

app_name = "operation"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:pk>/opnieuw/", views.retry, name="retry"),
    path("<int:pk>/weg/", views.discard, name="discard"),
]
