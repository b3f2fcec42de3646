"""Showing a letter's HTML safely: an allow-list, no remote pictures, no styles (reliability 1.3, 2.3)."""

import re

import nh3
from markupsafe import Markup

from servicepunt.domains.mail.rules.budget import MOST_HTML, MOST_HTML_DEPTH
from servicepunt.domains.mail.rules.reading import text_of_html

_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4",
    "hr", "i", "ins", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_OPEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_EMPTY = {"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"}


def safe_html(html: str) -> Markup:
    """Return the HTML with nothing in it that runs, loads or styles; too large or too deep becomes plain text."""
    if len(html) > MOST_HTML or _depth(html) > MOST_HTML_DEPTH:
        return Markup("<p>{}</p>").format(text_of_html(html)[:100_000])
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "head", "title", "svg", "math", "iframe", "object", "form"},
        strip_comments=True,
    )
    return Markup(cleaned)  # noqa: S704  # cleaned by an allow-list just above


def _depth(html: str) -> int:
    depth = deepest = 0
    for match in _OPEN.finditer(html):
        name = match[2].lower()
        if match[3] or name in _EMPTY:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
        if deepest > MOST_HTML_DEPTH:
            break
    return deepest
