"""Where everything hangs."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from servicepunt.config import errors
from servicepunt.entrypoints.supply.urls import opening_urls
from servicepunt.entrypoints.ticket.urls import file_urls

urlpatterns = [
    path("", include("servicepunt.entrypoints.desk.urls")),
    path("", include("servicepunt.entrypoints.health.urls")),
    path("balie/", include("servicepunt.domains.worklist.urls")),
    path("balie/", include("servicepunt.entrypoints.ticket.urls")),
    path("balie/telefoon/", include("servicepunt.entrypoints.phone.urls")),
    path("inhuur/", include("servicepunt.entrypoints.hiring.urls")),
    path("inhuur/", include(opening_urls)),
    path("inhuur/", include("servicepunt.entrypoints.assessing.urls")),
    path("inhuur/", include("servicepunt.entrypoints.awarding.urls")),
    path("aanvragen/", include("servicepunt.entrypoints.supply.urls")),
    path("portaal/", include("servicepunt.entrypoints.portal.urls")),
    path("", include(file_urls)),
    path("", include("servicepunt.entrypoints.mailbox.urls")),
    path("", include("servicepunt.domains.people.urls")),
    path("", include("servicepunt.domains.agreements.urls")),
    path("beheer/taken/", include("servicepunt.entrypoints.operation.urls")),
    path("inloggen/", include("servicepunt.entrypoints.signin.urls")),
    path(
        "favicon.ico",
        login_not_required(RedirectView.as_view(url=f"{settings.STATIC_URL}servicepunt/icons/favicon.svg")),
    ),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("servicepunt.entrypoints.demo.urls")))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
