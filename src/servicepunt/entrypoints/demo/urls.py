"""Where the demo's own pages hang."""

from django.urls import path

from servicepunt.entrypoints.demo import views

app_name = "demo"
urlpatterns = [
    path("post/", views.post, name="post"),
    path("klok/", views.clock, name="clock"),
]
