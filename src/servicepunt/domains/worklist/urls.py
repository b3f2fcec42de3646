"""Where the pages of the worklist hang."""

from django.urls import path

from servicepunt.domains.worklist.desk import effect, pages

app_name = "worklist"
urlpatterns = [
    path("", pages.worklist, name="worklist"),
    path("nieuw/", pages.news, name="news"),
    path("wijzig/", pages.bulk, name="bulk"),
    path("ongedaan/<int:step>/", pages.undo_step, name="undo"),
    path("werkvoorraad.csv", pages.export, name="export"),
    path("effect/<int:proposal>/", effect.effect, name="effect"),
    path("weergaven/", pages.keep_view, name="keep_view"),
    path("weergaven/<int:view>/weg/", pages.forget_view, name="forget_view"),
]
