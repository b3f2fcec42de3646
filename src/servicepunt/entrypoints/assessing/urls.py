"""Where these pages hang."""

from django.urls import path

from servicepunt.entrypoints.assessing import (
    conformity,
    differences,
    exports,
    interests,
    papers,
    ranking,
    recording,
    repairs,
    scoring,
)

app_name = "assessing"
_OFFER = "<str:number>/inschrijving/<str:label>"
_REPAIR = "<str:number>/herstel/<str:defect>/<str:label>"

urlpatterns = [
    path("<str:number>/belangen/", interests.interests, name="interests"),
    path("<str:number>/belangen/vastleggen/", recording.record, name="record"),
    path("<str:number>/belangen/terugnemen/", recording.take_back, name="take_back"),
    path(f"{_OFFER}/stuk/<int:paper>/", papers.paper, name="paper"),
    path("<str:number>/conformiteit/", conformity.overview, name="conformity"),
    path(f"{_OFFER}/conformiteit/", conformity.judge, name="judge"),
    path("<str:number>/herstel/", repairs.overview, name="repairs"),
    path("<str:number>/herstel/noteer/", repairs.note, name="note"),
    path("<str:number>/herstel/<str:defect>/vraag/", repairs.ask, name="ask_repair"),
    path(f"{_REPAIR}/oordeel/", repairs.judge, name="judge_repair"),
    path(f"{_REPAIR}/stuk/", repairs.document, name="repair_paper"),
    path("<str:number>/beoordelen/", scoring.overview, name="scoring"),
    path(f"{_OFFER}/onderdeel/<str:item>/", scoring.score, name="score"),
    path("<str:number>/beoordelen/definitief/", scoring.make_final, name="final"),
    path("<str:number>/verschillen/", differences.overview, name="differences"),
    path(f"{_OFFER}/verschil/<str:item>/", differences.settle, name="settle"),
    path("<str:number>/vergrendelen/", differences.lock, name="lock"),
    path("<str:number>/ranglijst/", ranking.ranking, name="ranking"),
    path("<str:number>/ranglijst/vaststellen/", ranking.fix_list, name="fix"),
    path("<str:number>/ranglijst.csv", exports.as_csv, name="csv"),
    path("<str:number>/ranglijst.json", exports.as_json, name="json"),
]
