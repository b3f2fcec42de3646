"""What every template can use: addresses, and one token for the forms of a page."""

import re

from django.template import engines
from django.test import RequestFactory
from django.urls import set_script_prefix

from servicepunt.design.environment import same, url


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
