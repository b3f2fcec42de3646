"""Where these pages hang."""

from django.urls import URLPattern

app_name = "awarding"

urlpatterns: list[URLPattern] = []
