"""HTML to readable text in one pass, without a tree: linear, whatever the nesting."""

import html as html_escapes
import re

MOST_HTML = 1_000_000
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")
_HREF = re.compile(r"""href\s*=\s*["']?(https?://[^\s"'<>]{1,2000})""", re.IGNORECASE)
_SKIPPED = {"script", "style", "title", "svg", "math", "template", "object"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table",
    "tbody", "thead", "tr", "ul",
}  # fmt: skip
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_DEEPEST_QUOTE = 10


class _Page:
    """The lines so far: text is gathered until a line ends, quotes get their marks."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.quotes = 0
        self.preformatted = 0
        self.links: list[tuple[str, int]] = []
        self.missing: set[str] = set()

    def write(self, text: str) -> None:
        """Add text as it stands between two tags."""
        plain = html_escapes.unescape(text).replace("\xa0", " ").replace("\u200b", "").replace("\ufeff", "")
        if self.preformatted:
            first, *others = plain.split("\n")
            self.words.append(first)
            for line in others:
                self.end_line()
                self.words.append(line)
        else:
            self.words.append(_SPACES.sub(" ", plain))

    def end_line(self, *, always: bool = True) -> None:
        """End the line; with `always` off only when something is on it."""
        joined = "".join(self.words)
        line = joined.rstrip() if self.preformatted else _SPACES.sub(" ", joined).strip()
        if line or always:
            self.lines.append(("> " * self.quotes + line).rstrip())
        self.words = []

    def leave_blank(self) -> None:
        """Make sure that an empty line comes next."""
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * self.quotes).rstrip())


def text_of_html(html: str) -> str:
    """Return the readable text of HTML (its first million characters); quotes get > marks, links their address."""
    if not html:
        return ""
    page, html = _Page(), html[:MOST_HTML]
    lower, place = html.lower(), 0
    while True:
        start = html.find("<", place)
        if start < 0:
            break
        page.write(html[place:start])
        place = _tag(page, html, lower, start)
    page.write(html[place:])
    page.end_line(always=False)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.lines)).strip()


def _tag(page: _Page, html: str, lower: str, start: int) -> int:
    """Handle what stands at a `<` and return where to go on."""
    if html.startswith("<!--", start):
        stop = html.find("-->", start + 4)
        return len(html) if stop < 0 else stop + 3
    match = _NAME.match(html, start)
    if match is None:
        if html.startswith(("<!", "<?", "</"), start):
            stop = html.find(">", start)
            return len(html) if stop < 0 else stop + 1
        page.write("<")
        return start + 1
    stop = html.find(">", match.end())
    after = len(html) if stop < 0 else stop + 1
    name, is_end = match[1].lower(), html[start + 1] == "/"
    if name in _SKIPPED and not is_end:
        return _past(page, lower, name, after)
    _act(page, name, html[match.end() : after], is_end=is_end)
    return after


def _past(page: _Page, lower: str, name: str, place: int) -> int:
    """Return the place after the closing tag; a tag that is never closed hides nothing, and is looked for once."""
    if name in page.missing:
        return place
    stop = lower.find(f"</{name}", place)
    if stop < 0:
        page.missing.add(name)
        return place
    end = lower.find(">", stop)
    return len(lower) if end < 0 else end + 1


def _act(page: _Page, name: str, attributes: str, *, is_end: bool) -> None:
    if name == "a":
        _link(page, attributes, is_end=is_end)
    elif name == "br":
        page.end_line()
    elif name in {"td", "th"} and is_end:
        page.words.append(" ")
    elif name in _BLOCKS:
        _block(page, name, is_end=is_end)


def _block(page: _Page, name: str, *, is_end: bool) -> None:
    page.end_line(always=False)
    if name in _PARAGRAPHS:
        page.leave_blank()
    if name == "pre":
        page.preformatted = max(0, page.preformatted + (-1 if is_end else 1))
    elif name == "blockquote":
        page.quotes = min(_DEEPEST_QUOTE, max(0, page.quotes + (-1 if is_end else 1)))
    elif name == "li" and not is_end:
        page.words.append("- ")


def _link(page: _Page, attributes: str, *, is_end: bool) -> None:
    if not is_end:
        match = _HREF.search(attributes)
        page.links = [(html_escapes.unescape(match[1]) if match else "", len(page.words))]
        return
    if page.links:
        address, place = page.links.pop()
        shown = "".join(page.words[place:]).strip()
        if address and shown and shown.rstrip("/") not in address:
            page.words.append(f" <{address}>")
