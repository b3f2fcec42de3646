import json
import re

import pytest
from django.contrib.staticfiles import finders

from servicepunt.design.environment import HTMX_CONFIG, asset, icon
from servicepunt.design.stylesheet import STATIC
from servicepunt.design.tests.pages import INLINE, drawn, drawn_text

LAYOUTS = ("desk", "desk_split", "portal", "bare", "error")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_has_the_landmarks_and_no_inline_code(name):
    page = drawn(f"design/{name}.html", code=500)
    assert not INLINE.search(page)
    assert page.count("<main") == 1
    assert 'href="#inhoud"' in page
    assert '<html lang="nl"' in page


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_renders_without_navigation_and_request(name):
    assert "<main" in drawn(f"design/{name}.html", code=503, nav=None)


def test_every_file_a_layout_asks_for_exists():
    page = drawn("design/desk.html")
    paths = re.findall(r'(?:src|href)="/static/([^"?#]+)', page)
    assert len(set(paths)) > 8
    assert [path for path in paths if not finders.find(path)] == []


def test_what_does_not_exist_and_what_is_not_yours_read_the_same():
    assert drawn("design/error.html", code=404).count("je mag deze pagina niet zien") == 1


@pytest.mark.parametrize("code", [400, 403, 404, 500, 503])
def test_an_error_page_says_what_to_do_without_any_script(code):
    page = drawn("design/error.html", code=code, nav=None)
    assert f"Foutcode {code}" in page
    assert "<script" not in page


def test_an_alarm_stands_above_every_page():
    assert "De postbus is stil" in drawn("design/desk.html")


def test_a_message_becomes_a_toast_that_can_be_undone():
    message = {"message": "2 meldingen toegewezen", "level_tag": "success", "extra_tags": "/ongedaan/7"}
    page = drawn("design/desk.html", messages=[message])
    assert 'action="/ongedaan/7" data-undo' in page
    assert "2 meldingen toegewezen" in page


def test_htmx_runs_no_code_from_attributes_and_shows_refusals():
    config = json.loads(HTMX_CONFIG)
    assert not (config["allowEval"] or config["includeIndicatorStyles"] or config["historyCacheSize"])
    swapped = {rule["code"] for rule in config["responseHandling"] if rule["swap"]}
    assert {"422", "409"} <= swapped


def test_an_asset_carries_a_mark_of_its_content():
    found = asset("servicepunt/servicepunt.css")
    assert re.fullmatch(r"/static/servicepunt/servicepunt\.css\?v=[0-9a-f]{10}", found)


def test_an_icon_name_is_escaped():
    assert "<b>" not in icon('x"><b>')


def test_every_icon_used_in_the_layouts_is_in_the_sprite():
    sprite = (STATIC / "icons" / "sprite.svg").read_text(encoding="utf-8")
    pages = "".join(drawn(f"design/{name}.html", code=404) for name in LAYOUTS) + drawn("design/gallery.html")
    used = set(re.findall(r"sprite\.svg\?v=\w+#(i-[a-z-]+)", pages))
    assert used and [name for name in used if f'id="{name}"' not in sprite] == []


def test_out_of_band_toasts_are_added_to_those_on_the_page():
    assert 'hx-swap-oob="beforeend"' in drawn("design/_toasts.html", is_oob=True)


def test_a_mail_is_plain_text_with_a_signature():
    text = drawn("design/mail/base.txt", organization="Werk & Inkomen")
    assert text.strip() == "Met vriendelijke groet,\nServicepunt Werk & Inkomen"


def test_everything_but_mail_is_escaped():
    assert drawn_text("{{ x }}", x="<b>") == "&lt;b&gt;"
    assert "&lt;b&gt;" in drawn("design/error.html", code=404, reference="<b>")
