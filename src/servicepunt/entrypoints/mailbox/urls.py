"""Where the pages about mail hang."""

from django.urls import path

from servicepunt.entrypoints.mailbox import boxes, pages, texts

app_name = "mail"
urlpatterns = [
    path("balie/post/", pages.letters, name="letters"),
    path("balie/post/<int:pk>/", pages.letter, name="letter_view"),
    path("balie/post/<int:pk>/inhoud/", pages.body, name="body"),
    path("balie/post/<int:pk>/bron/", pages.raw, name="raw"),
    path("balie/post/<int:pk>/vrijgeven/", pages.release, name="release"),
    path("balie/post/<int:pk>/afwijzen/", pages.dismiss, name="dismiss"),
    path("balie/post/uit/", pages.outbox, name="outbox"),
    path("balie/post/uit/<int:pk>/", pages.outgoing, name="outgoing"),
    path("balie/post/uit/<int:pk>/opnieuw/", pages.resend, name="resend"),
    path("beheer/standaardteksten/", texts.text_list, name="texts"),
    path("beheer/standaardteksten/nieuw/", texts.text, name="new_text"),
    path("beheer/standaardteksten/<int:pk>/", texts.text, name="text"),
    path("beheer/postbussen/", boxes.mailbox_list, name="mailboxes"),
    path("beheer/postbussen/nieuw/", boxes.mailbox, name="new_mailbox"),
    path("beheer/postbussen/<int:pk>/", boxes.mailbox, name="mailbox"),
    path("beheer/postbussen/<int:pk>/proberen/", boxes.attempt, name="try_mailbox"),
]
