"""Where these pages hang."""

from django.urls import path

from servicepunt.entrypoints.awarding.views import after, award, choice, complaints, dossier, talks

app_name = "awarding"

urlpatterns = [
    path("<str:number>/keuze/", choice.choice_page, name="choice"),
    path("<str:number>/keuze/uitnodigen/", choice.invite, name="invite"),
    path("<str:number>/keuze/<str:label>/", choice.score, name="score"),
    path("<str:number>/stuk/<str:label>/<str:document>", choice.document, name="document"),
    path("<str:number>/gesprekken/", talks.talks_page, name="talks"),
    path("<str:number>/gesprekken/belang/", talks.interest, name="interest"),
    path("<str:number>/gesprekken/<str:label>/plan/", talks.plan, name="plan"),
    path("<str:number>/gesprekken/<str:label>/cijfers/", talks.grade, name="grade"),
    path("<str:number>/gesprekken/<str:label>/samen/", talks.agree, name="agree"),
    path("<str:number>/gesprekken/<str:label>/niet-gehouden/", talks.not_held, name="not_held"),
    path("<str:number>/gesprekken/<str:label>/agenda.ics", talks.calendar, name="calendar"),
    path("<str:number>/klachten/", complaints.complaints_page, name="complaints"),
    path("<str:number>/klachten/vastleggen/", complaints.note, name="note_complaint"),
    path("<str:number>/klachten/zaak/", complaints.case, name="note_case"),
    path("<str:number>/klachten/<str:complaint>/", complaints.handle, name="handle_complaint"),
    path("<str:number>/gunning/", award.award_page, name="award"),
    path("<str:number>/gunning/advies/", award.advise, name="advise"),
    path("<str:number>/gunning/besluit/", award.decide, name="decide"),
    path("<str:number>/gunning/verstuur/", award.send, name="send"),
    path("<str:number>/gunning/intrekking/", award.send_end, name="send_end"),
    path("<str:number>/gunning/opnieuw/", award.again, name="again"),
    path("<str:number>/brief/<str:label>/", award.letter, name="letter"),
    path("<str:number>/brief/<str:label>.pdf", award.letter_pdf, name="letter_pdf"),
    path("<str:number>/afronding/", after.after_page, name="after"),
    path("<str:number>/afronding/afvaller/", after.drop, name="drop"),
    path("<str:number>/afronding/document/", after.check, name="check"),
    path("<str:number>/afronding/opdrachtnemer/", after.contractor, name="contractor"),
    path("<str:number>/afronding/uea/", after.espd, name="espd"),
    path("<str:number>/afronding/teken/", after.sign, name="sign"),
    path("<str:number>/afronding/begin/", after.begin, name="begin"),
    path("<str:number>/afronding/optie/", after.option, name="option"),
    path("<str:number>/afronding/einde/", after.end, name="end"),
    path("<str:number>/dossier/", dossier.file_page, name="file"),
    path("<str:number>/dossier/vernietig/", dossier.destroy, name="destroy"),
    path("<str:number>/dossier/<str:standard>.json", dossier.standard, name="standard"),
    path("<str:number>/dossier/<str:form>.zip", dossier.package, name="package"),
]
