"""A browser without JavaScript: it keeps cookies, reads pages and sends their forms, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from muniment.http.transport.session_cookie import PLAIN_NAME
from tests.http.live import Person, Server

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Form:
    """A form: where it goes, and what it sends when nothing is changed."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def value(self, name: str) -> str:
        return dict(self.fields)[name]


class Page(HTMLParser):
    """An answer, read."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer = answer
        self.status = answer.status_code
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.unclosed: list[str] = []
        self._select: str | None = None
        self._area: str | None = None
        self.feed(answer.text)

    @property
    def path(self) -> str:
        """Its address, without the server's."""
        split = urlsplit(str(self.answer.url))
        return split.path + (f"?{split.query}" if split.query else "")

    @property
    def text(self) -> str:
        """What is read on it, blanks as one."""
        return " ".join(" ".join(self.texts).split())

    @property
    def title(self) -> str:
        """Its one h1."""
        (title,) = [text for level, text in self.headings if level == 1]
        return title.strip()

    def form(self, action: str) -> Form:
        """The form that goes there; the one that changes something, of several."""
        found = [one for one in self.forms if one.action == action]
        assert found, f"no form goes to {action}: {[one.action for one in self.forms]}\n{self.text}"
        return min(found, key=lambda one: one.method != "post")

    def problems(self) -> list[str]:
        """What it says beside its fields and above its forms."""
        return self._texts_of("problem") + self._texts_of("bad")

    def _texts_of(self, css_class: str) -> list[str]:
        found: list[str] = []
        parts = self.answer.text.split("<p ")
        for one in parts[1:]:
            head, _, body = one.partition(">")
            if css_class in head.partition('class="')[2].partition('"')[0].split():
                inner = Page.plain(body.partition("</p>")[0])
                found.append(inner)
        return found

    @staticmethod
    def plain(html: str) -> str:
        """The text of a piece of HTML."""
        reader = _Text()
        reader.feed(html)
        return " ".join("".join(reader.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute stands twice: {tag} {attrs}"
        self.tags.append((tag, given))
        if tag not in VOID:
            self.unclosed.append(tag)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        elif tag == "form":
            self.forms.append(Form(str(given.get("action")), str(given.get("method", "get"))))
        elif tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))
        elif tag == "input" and name and self.forms:
            self.forms[-1].names.add(name)
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1].fields.append((name, value))
        elif tag == "button" and name and self.forms:
            self.forms[-1].names.add(name)
        elif tag in ("select", "textarea") and name:
            self.forms[-1].names.add(name)
            self._select = name if tag == "select" else None
            if tag == "textarea":
                self._area = name
                self.forms[-1].fields.append((name, ""))
        elif tag == "option" and self._select:
            chosen = dict(self.forms[-1].fields)
            if "selected" in given or self._select not in chosen:
                self.forms[-1].fields = [pair for pair in self.forms[-1].fields if pair[0] != self._select]
                self.forms[-1].fields.append((self._select, value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed and self.unclosed[-1] == tag, f"</{tag}> closes {self.unclosed[-3:]}"
        self.unclosed.pop()
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self.unclosed and self.unclosed[-1] in ("style", "script"):
            assert not data.strip(), "an inline script or style"
        self.texts.append(data)
        if self._area:
            name, value = self.forms[-1].fields.pop()
            # A line break right behind the tag is none of the text.
            self.forms[-1].fields.append((name, value + data if value else data.removeprefix("\n")))
        if self.headings and any(tag in ("h1", "h2", "h3", "h4") for tag in self.unclosed):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


class Browser:
    """One person's browser. Redirects are followed, as every browser does; `went` is the way."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = httpx.Client(base_url=server.base_url, headers=HTML, timeout=30, verify=False, trust_env=False)
        self.went: list[str] = []

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def enter(self, person: Person) -> None:
        """Be signed in as that person."""
        self.client.cookies.set(PLAIN_NAME, person.secret, domain="127.0.0.1", path="/")

    def get(self, path: str) -> Page:
        """The page there."""
        return self._read(self.client.get(path))

    def send(self, path: str, fields: dict[str, object]) -> Page:
        """The page that answers a form with these fields."""
        return self._read(self.client.post(path, data=fields, headers={"Sec-Fetch-Site": "same-origin"}))

    def submit(self, page: Page, action: str, **changes: object) -> Page:
        """The page that answers a form of the page, filled in; a field that is not in it cannot be."""
        form = page.form(action)
        assert form.method == "post"
        assert changes.keys() <= form.names, f"the form has {form.names}"
        kept: dict[str, object] = {}
        for name, value in form.fields:
            if name not in changes:
                kept.setdefault(name, [])
                kept[name].append(value)  # type: ignore[attr-defined]
        return self.send(action, {**kept, **changes})

    def _read(self, answer: httpx.Response) -> Page:
        self.went = [str(answer.url)]
        while answer.status_code == 303:
            assert answer.next_request is not None
            answer = self.client.send(answer.next_request)
            self.went.append(str(answer.url))
        return Page(answer)
