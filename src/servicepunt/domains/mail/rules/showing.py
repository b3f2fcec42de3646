"""Showing a letter's HTML safely: an allow-list, only pictures from the letter, no styles (reliability 1.3, 2.3)."""

import base64
import re
from collections import Counter
from collections.abc import Sequence

import nh3
from markupsafe import Markup

from servicepunt.domains.mail.rules.budget import MOST_HTML, MOST_HTML_DEPTH
from servicepunt.domains.mail.rules.reading import Part, text_of_html

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MOST_PICTURE_BYTES = 5_000_000
_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4",
    "hr", "i", "img", "ins", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "img": {"src", "alt"}}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})")
# What never holds anything, and what the next one of its kind closes by itself.
_FLAT = {
    "br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "embed", "source", "track", "param",
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "colgroup", "html", "head", "body",
}  # fmt: skip
_REMOTE = re.compile(r"<img\b[^<>]{0,2000}?\bsrc\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)


def safe_html(html: str, files: Sequence[Part] = ()) -> Markup:
    """
    Return the HTML with nothing in it that runs, styles or loads; too large or too deep becomes plain text.

    Pictures among `files` that it refers to (cid:) are put in it, up to five megabytes; no other picture is shown.
    """
    if len(html) > MOST_HTML or is_too_deep(html):
        return Markup("<pre>{}</pre>").format(text_of_html(html)[:100_000])
    pictures = _pictures(files)

    def kept(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return pictures.get(value.removeprefix("cid:").lower()) if value.startswith("cid:") else None
        return None if name == "href" and value.startswith("cid:") else value

    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        clean_content_tags={"script", "style", "head", "title", "svg", "math", "iframe", "object", "form"},
        strip_comments=True,
    )
    return Markup(cleaned)  # noqa: S704  # cleaned by an allow-list just above


def remote_pictures(html: str) -> int:
    """Return how many pictures from elsewhere the HTML asks for; none is ever loaded."""
    return len(_REMOTE.findall(html[:MOST_HTML]))


def _pictures(files: Sequence[Part]) -> dict[str, str]:
    """Return the address of each picture by its Content-ID: its own bytes, so that nothing is fetched for it."""
    found: dict[str, str] = {}
    left = MOST_PICTURE_BYTES
    for part in files:
        if part.content_id and part.content_type in PICTURES and len(part.content) <= left:
            left -= len(part.content)
            found[part.content_id.lower()] = (
                f"data:{part.content_type};base64,{base64.b64encode(part.content).decode()}"
            )
    return found


def is_too_deep(html: str) -> bool:
    """
    Tell whether more than 200 tags may stand open at once, counted so that the browser never finds more.

    Parsers take time that grows with the square of the depth. A `/` at the end, a `>` in a value and a closing tag of
    another kind close nothing.
    """
    opened: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _FLAT:
            continue
        if not match[1]:
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > MOST_HTML_DEPTH:
            return True
    return False
