"""Answering, noting and writing to the supplier; drafts; files."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.queries import letter_html
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets import actions, forms
from servicepunt.domains.tickets.desk.steps import run
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.access import get_ticket
from servicepunt.domains.tickets.queries.files import get_attachment, get_message
from servicepunt.domains.tickets.uploads import FileRefused, keep_uploads

_DONE = {"public": "beantwoord", "internal": "heeft een nieuwe notitie", "supplier": "gestuurd aan de leverancier"}
