"""Where these pages hang."""

from django.urls import URLPattern

app_name = "assessing"

urlpatterns: list[URLPattern] = []
