"""What every template can use: addresses, and one token for the forms of a page."""

import re

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from markupsafe import Markup

from servicepunt.design.environment import asset, environment, filled, icon, same, url


def test_an_address_follows_the_folder_that_the_product_is_served_under():
    assert url("tickets:ticket", "M2607-0001") == "/balie/melding/M2607-0001/"
    page = engines["jinja2"].from_string("{{ url('tickets:ticket', 'M2607-0001') }}")
    set_script_prefix("/servicepunt/")
    try:
        assert url("tickets:ticket", "M2607-0001") == "/servicepunt/balie/melding/M2607-0001/"
        assert page.render({}, RequestFactory().get("/")) == "/servicepunt/balie/melding/M2607-0001/"
    finally:
        set_script_prefix("/")
    assert url("tickets:ticket", "M2607-0001") == "/balie/melding/M2607-0001/"


def test_all_forms_of_a_page_carry_one_token_and_another_page_another():
    template = engines["jinja2"].from_string("{{ csrf_input }}{{ csrf_input }}")
    request = RequestFactory().get("/")
    tokens = [re.findall(r'value="(\w{64})"', template.render({}, request)) for _ in range(2)]
    assert [len(page) for page in tokens] == [2, 2]
    assert tokens[0][0] == tokens[0][1]
    assert tokens[0][0] != tokens[1][0]


def test_what_comes_back_on_every_page_is_made_once_and_still_escaped():
    words = "{% import 'design/components.html' as c %}{{ same(c.status, 'new', words) }}|{{ c.status('new', words) }}"
    template = engines["jinja2"].from_string(words)
    before = same.cache_info()
    for text in ("Alleen hier", "Alleen hier", "<b>hier"):
        made, _, plain = template.render({"words": text}).partition("|")
        assert made == plain
    after = same.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 2)
    assert "&lt;b&gt;hier" in made


def test_what_was_safe_as_it_stood_is_not_safe_because_it_reads_the_same():
    words = "{% import 'design/components.html' as c %}{{ same(c.badge, words|safe) }}|{{ same(c.badge, words) }}"
    safe, _, plain = engines["jinja2"].from_string(words).render({"words": "<b>kort</b>"}).partition("|")
    assert "<b>kort</b>" in safe
    assert "&lt;b&gt;kort&lt;/b&gt;" in plain


def test_pictures_and_static_files_are_worked_out_when_a_template_is_compiled():
    environment = engines["jinja2"].env
    code = environment.compile("{{ icon('lock', 'sm') }} {{ asset('servicepunt/servicepunt.css') }}", raw=True)
    assert str(icon("lock", "sm")) in code
    assert asset("servicepunt/servicepunt.css") in code
    page = environment.from_string(
        "{% macro one(icon) %}{{ icon('lock') }}{% endmacro %}{{ one(lower) }}{{ icon(name) }}"
    )
    assert page.render(lower=str.upper, name="lock") == f"LOCK{icon('lock')}"


@pytest.mark.parametrize("number", ["M2607-0001", "x y/z", "0", 'a"b', ""])
def test_an_address_with_a_word_in_it_is_that_of_django(number):
    for name in ("tickets:ticket", "mail:letter_view"):
        try:
            wanted = reverse(name, args=[number])
        except NoReverseMatch:
            with pytest.raises(NoReverseMatch):
                url(name, number)
        else:
            assert url(name, number) == wanted


def test_a_piece_with_what_differs_from_page_to_page_is_made_once_and_filled_for_each():
    words = (
        "{% macro one(page, word) %}<a href=\"{{ url('tickets:ticket', page.slug) }}\">{{ page.title }} {{ word }}"
        '<input value="{{ page.token }}">{{ page.seen }}</a>{% endmacro %}'
    )
    macro = engines["jinja2"].env.from_string(words).module.one
    before = same.cache_info()
    pages = [
        filled(macro, {"slug": slug, "title": title, "token": Markup("<b>"), "seen": 3}, "<i>")
        for slug, title in (("M2607-0001", "Een <b>"), ("M2607-0002", "Twee"))
    ]
    after = same.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 1)
    assert pages == [
        '<a href="/balie/melding/M2607-0001/">Een &lt;b&gt; &lt;i&gt;<input value="<b>">3</a>',
        '<a href="/balie/melding/M2607-0002/">Twee &lt;i&gt;<input value="<b>">3</a>',
    ]


def test_a_filled_piece_follows_the_folder_that_the_product_is_served_under():
    words = "{% macro one(page) %}{{ url('tickets:ticket', page.slug) }}{% endmacro %}"
    macro = engines["jinja2"].env.from_string(words).module.one
    assert filled(macro, {"slug": "M2607-0001"}) == "/balie/melding/M2607-0001/"
    set_script_prefix("/servicepunt/")
    try:
        assert filled(macro, {"slug": "M2607-0001"}) == "/servicepunt/balie/melding/M2607-0001/"
    finally:
        set_script_prefix("/")


class Signed:
    """Markup of somebody's own making."""

    def __html__(self):
        return "<b>own</b>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<i>", "&lt;i&gt;"),
        ("<i>" * 60, "&lt;i&gt;" * 60),
        ("'\"&", "&#39;&#34;&amp;"),
        (Markup("<i>"), "<i>"),
        (Signed(), "<b>own</b>"),
        (SimpleLazyObject(lambda: "<i>"), "&lt;i&gt;"),
        (SafeString("<i>"), "<i>"),
        (type("Odd", (str,), {})("<i>"), "&lt;i&gt;"),
        (7, "7"),
        (True, "True"),
        (None, "None"),
        ([1, "<i>"], "[1, &#39;&lt;i&gt;&#39;]"),
    ],
)
def test_whatever_stands_on_a_page_is_escaped_unless_it_is_markup(value, shown):
    made = environment().from_string("{{ value }}{% macro of(it) %}{{ it }}{% endmacro %}{{ of(value) }}")
    for _ in range(2):
        assert made.render(value=value) == shown * 2
