import re
from pathlib import Path

import pytest
from django.template import engines

from servicepunt.design.tests.pages import INLINE, drawn, drawn_text

FOLDER = Path(__file__).parents[1] / "templates" / "design"
FILES = {"components": "c", "blocks": "b", "fields": "f", "timeline": "t"}
EVIL = '<img src=x onerror="x">'
STATUS_MARKS = ("new", "answered", "active", "planned", "waiting", "supplier", "reopened", "done", "closed")
# What a template chooses, never a person, and what makes a macro draw something.
SET = {
    "kind": "",
    "mark": "new",
    "state": "soon",
    "level": 2,
    "used": 40,
    "attrs": {"data-x": EVIL},
    "href": "/x",
    "items": [(EVIL, "/x", True, EVIL)],
    "steps": [(EVIL, EVIL)],
    "pairs": [(EVIL, EVIL)],
    "head": [EVIL],
    "rows": [(EVIL, EVIL)],
    "lines": [(EVIL, EVIL, True)],
    "choices": [(EVIL, EVIL)],
    "options": [(EVIL, EVIL, EVIL)],
    "errors": [(EVIL, EVIL)],
    "files": [(EVIL, EVIL, EVIL, "file")],
    "hidden": {"x": EVIL},
    "csrf_input": "",
    "form": None,
    "audience": "public",
    "numeric": (),
    "current": 0,
    "avatar_kind": "",
    "open": True,
    "type": "button",
}


def macros():
    for file in FILES:
        module = engines["jinja2"].env.get_template(f"design/{file}.html").module
        for name, macro in vars(module).items():
            if callable(macro) and not name.startswith("_"):
                yield pytest.param(file, name, macro.arguments, id=f"{file}.{name}")


def pytest_generate_tests(metafunc):
    if {"file", "macro"} <= set(metafunc.fixturenames):
        metafunc.parametrize(("file", "macro", "arguments"), sorted(macros(), key=lambda found: str(found.id)))


def test_a_macro_escapes_whatever_it_is_given(file, macro, arguments):
    given = {name: SET.get(name, EVIL) for name in arguments}
    if macro == "filterbar":
        given["hidden"] = EVIL
    for flag in ("optional", "hidden_label", "compact", "large", "block", "roomy", "many", "cards", "inline"):
        if flag in given:
            given[flag] = True
    if (file, macro) == ("blocks", "breadcrumb"):
        given["items"] = [(EVIL, EVIL), (EVIL, "")]
    if (file, macro) == ("timeline", "entry"):
        given["kind"] = "supplier"
    head = f'{{% import "design/{file}.html" as m %}}'
    call = f"{{% call m.{macro}(**given) %}}{{{{ evil }}}}{{% endcall %}}"
    plain = f"{{{{ m.{macro}(**given) }}}}"
    uses_caller = "caller()" in source_of(file, macro)
    shown = drawn_text(head + (call if uses_caller else plain), given=given, evil=EVIL)
    assert "<img" not in shown
    assert not INLINE.search(re.sub(r"&lt;.*?&gt;", "", shown))


def source_of(file, macro):
    text = (FOLDER / f"{file}.html").read_text(encoding="utf-8")
    start = text.index("{% macro " + macro + "(")
    return text[start : text.index("{% endmacro %}", start)]


def test_every_macro_stands_in_the_gallery_or_in_a_layout(file, macro, arguments):
    name = FILES[file]
    places = [*FOLDER.glob("gallery/*.html"), *FOLDER.glob("_*.html"), FOLDER / f"{file}.html"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in places)
    only_with_a_form = {"form_errors", "error_of", "error_summary"}
    used = text.replace(f"macro {macro}(", "")
    assert macro in only_with_a_form or re.search(rf"\b(?:{name}\.)?{macro}\(", used)


def test_the_gallery_has_no_inline_style_or_script():
    assert not INLINE.search(drawn("design/gallery.html"))


@pytest.mark.parametrize("mark", STATUS_MARKS)
def test_each_status_has_a_mark_of_its_own(mark):
    source = '{% import "design/components.html" as c %}{{ c.status(mark, "Woord") }}'
    shapes = {re.search(r"<svg.*</svg>", drawn_text(source, mark=other)).group() for other in STATUS_MARKS}
    assert len(shapes) == 9
    assert "Woord" in drawn_text(source, mark=mark)


def test_a_blocked_button_stays_focusable_and_says_why():
    head = '{% import "design/components.html" as c %}'
    shown = drawn_text(head + '{{ c.button("Gereedmelden", href="/x", blocked="Wacht op akkoord") }}')
    assert 'aria-disabled="true"' in shown and "Wacht op akkoord" in shown
    assert "disabled " not in shown.replace("aria-disabled", "") and "<a" not in shown


def test_a_refused_field_says_the_same_in_the_summary():
    errors = {"title": ["Geef de melding een onderwerp."], "__all__": ["Al gesloten."]}
    form = type("Form", (), {"errors": errors})()
    head = '{% import "design/fields.html" as f %}'
    summary = drawn_text(head + "{{ f.form_errors(form) }}", form=form)
    source = '{{ f.text("title", "Onderwerp", error=f.error_of(form, "title")) }}'
    field = drawn_text(head + source, form=form)
    assert 'href="#id_title">Geef de melding een onderwerp.' in summary and "<li>Al gesloten.</li>" in summary
    assert "Geef de melding een onderwerp." in field and 'aria-describedby="id_title-fout"' in field


def test_a_textarea_keeps_its_first_empty_line():
    source = '{% import "design/fields.html" as f %}{{ f.textarea("x", "X", value) }}'
    shown = drawn_text(source, value="\nregel")
    assert ">\n\nregel</textarea>" in shown


def test_an_optional_field_says_so_and_others_are_required():
    head = '{% import "design/fields.html" as f %}'
    assert "(niet verplicht)" in drawn_text(head + '{{ f.text("x", "X", optional=True) }}')
    assert 'aria-required="true"' in drawn_text(head + '{{ f.text("x", "X") }}')
