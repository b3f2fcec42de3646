"""Where the pages about mail hang."""

from django.urls import path

from servicepunt.domains.mail import desk

app_name = "mail"
urlpatterns = [
    path("balie/post/", desk.letters, name="letters"),
    path("balie/post/<int:pk>/", desk.letter, name="letter_view"),
    path("balie/post/<int:pk>/bron/", desk.raw, name="raw"),
    path("balie/post/<int:pk>/vrijgeven/", desk.release, name="release"),
    path("balie/post/<int:pk>/afwijzen/", desk.dismiss, name="dismiss"),
    path("balie/post/uit/", desk.outbox, name="outbox"),
    path("balie/post/uit/<int:pk>/", desk.outgoing, name="outgoing"),
    path("balie/post/uit/<int:pk>/opnieuw/", desk.resend, name="resend"),
    path("beheer/postbussen/", desk.mailbox_list, name="mailboxes"),
    path("beheer/postbussen/nieuw/", desk.mailbox, name="new_mailbox"),
    path("beheer/postbussen/<int:pk>/", desk.mailbox, name="mailbox"),
]
