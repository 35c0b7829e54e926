"""A resident who follows links, fills fields and presses buttons of the pages as they come; taps, screens and Han characters are counted."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "circle", "rect"}
UNSEEN = {"head", "script", "style", "template", "noscript", "svg", "select", "datalist"}
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(eq=False)
class Element:
    """One element of a page with its children; text stands among them as str."""

    tag: str
    attrs: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def all(self) -> "list[Element]":
        """This element and everything in it, in order."""
        return [self, *(one for child in self.children if isinstance(child, Element) for one in child.all())]

    def text(self) -> str:
        """All words in it."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def shown(self, legal: bool = False) -> str:
        """The words that are seen: nothing hidden, nothing folded; texts of law and consent only if asked for."""
        if self.is_unseen() or (("data-legal" in self.attrs) != legal and "data-legal" in self.attrs):
            return ""
        folded = self.tag == "details" and "open" not in self.attrs
        inside = [one for one in self.children if not folded or (isinstance(one, Element) and one.tag == "summary")]
        return "".join(one if isinstance(one, str) else one.shown(legal) for one in inside)

    def is_unseen(self) -> bool:
        """Is it kept from the eyes? The mark of a trial house isn't part of the product."""
        kinds = set(self.attrs.get("class", "").split())
        return (
            self.tag in UNSEEN
            or "hidden" in self.attrs
            or bool(kinds & {"visually-hidden", "skip", "sample-mark", "only-sample"})
            or self.attrs.get("aria-hidden") == "true"
            or (self.tag == "dialog" and "open" not in self.attrs)
        )

    def within(self, tag: str) -> "Element | None":
        """The nearest element of this kind around it."""
        return self if self.tag == tag else self.parent.within(tag) if self.parent else None


class Reader(HTMLParser):
    """Builds the elements of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.here = self.root = Element("document", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        one = Element(tag, {k: v or "" for k, v in attrs}, self.here)
        self.here.children.append(one)
        if tag not in VOID:
            self.here = one

    def handle_endtag(self, tag: str) -> None:
        """Close an element, with what was left open in it."""
        found = self.here.within(tag)
        if found and found.parent:
            self.here = found.parent

    def handle_data(self, data: str) -> None:
        """Words."""
        self.here.children.append(data)


def read(html: str) -> Element:
    """The elements of a page."""
    reader = Reader()
    reader.feed(html)
    return reader.root


def squeezed(text: str) -> str:
    """Words without blanks."""
    return re.sub(r"\s+", "", text)


@dataclass
class Screen:
    """One page as it was seen, and what was tapped on it."""

    address: str
    han: int
    legal: int
    taps: list[str] = field(default_factory=list)


class Walk:
    """Somebody on the way through the pages."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser
        self.screens: list[Screen] = []
        self.page: Element
        self.html = ""

    async def opens(self, address: str) -> None:
        """Type an address: where a way begins."""
        self.arrives(await self.browser.get(address))

    async def follows(self, words: str) -> None:
        """Follow the first link with these words."""
        link = self.find("a", words)
        self.screens[-1].taps.append(f"→{words}")
        self.arrives(await self.browser.get(urljoin(self.at, link.attrs["href"])))

    async def types(self, words: str, **typed: str) -> None:
        """Fill a form that its page sends by itself as soon as it is complete: nobody presses the button."""
        form = self.find("button", words).within("form")
        assert form is not None
        assert form.attrs.get("data-module") == "complete_code", "this form waits for its button"
        await self.presses(words, **typed)
        self.screens[-2].taps.remove(f"[{words}]")

    async def presses(self, words: str, **typed: str) -> None:
        """Fill fields (a tap each), then press the button with these words; the other fields are sent as they stand."""
        button = self.find("button", words)
        form = button.within("form")
        assert form is not None, f"{words} stands outside a form"
        sent = standing(form)
        assert set(typed) <= {one.attrs.get("name") for one in form.all()}, (typed, sorted(sent))
        self.screens[-1].taps += [*typed, f"[{words}]"]
        if button.attrs.get("name"):
            sent[button.attrs["name"]] = button.attrs.get("value", "")
        action = urljoin(self.at, button.attrs.get("formaction") or form.attrs.get("action", "") or self.at)
        self.arrives(await self.browser.post(action, data={**sent, **typed}))

    async def photographs(self, files: Any, button: str = "") -> None:
        """Take the pictures that the page asks for; the camera's own taps aren't counted, and without a button they are sent at once."""
        one = next(one for one in self.page.all() if one.attrs.get("type") == "file")
        form = one.within("form")
        assert form is not None
        self.screens[-1].taps += ["(camera)", *[f"[{button}]"] * bool(button)]
        answer = await self.browser.post(urljoin(self.at, form.attrs["action"]), data=standing(form), files=files)
        self.arrives(answer, waits=True)

    async def waits(self) -> None:
        """What the page does by itself once the pictures were looked at: it goes where it asks for news."""
        live = next(one for one in self.page.all() if "data-again" in one.attrs or "hx-get" in one.attrs)
        self.arrives(await self.browser.get(urljoin(self.at, live.attrs.get("data-again") or live.attrs["hx-get"])))

    def arrives(self, answer: httpx.Response, *, waits: bool = False) -> None:
        """A page is there; one that only waits is no screen of its own."""
        assert answer.status_code == 200, (answer.url, answer.status_code, read(answer.text).shown())
        self.at, self.html, self.page = str(answer.url), answer.text, read(answer.text)
        if not waits:
            path = urlsplit(self.at).path
            place = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", path)
            legal = [one for one in self.page.all() if "data-legal" in one.attrs]
            self.screens.append(Screen(place, han(self.page.shown()), sum(han(one.shown(legal=True)) for one in legal)))

    def find(self, tag: str, words: str) -> Element:
        """The first one of this kind that says these words and isn't hidden."""
        for one in self.page.all():
            if one.tag == tag and words in squeezed(one.text()) and not any(up.is_unseen() for up in upward(one)):
                return one
        raise AssertionError(f"no {tag} says {words}: {squeezed(self.page.shown())}")

    def names(self) -> set[str]:
        """The names of all fields of the page."""
        return {one.attrs.get("name", "") for one in self.page.all()}

    def answered(self) -> set[str]:
        """The fields that already hold a value."""
        return {
            name for form in self.page.all() if form.tag == "form" for name, value in standing(form).items() if value
        }

    def primary(self, tag: str) -> str:
        """The words of the first filled button of this kind that is seen; "" without one."""
        for one in self.page.all():
            kinds = set(one.attrs.get("class", "").split())
            plain = not kinds & {"button--secondary", "button--quiet", "button--danger"}
            if one.tag == tag and "button" in kinds and plain and not any(up.is_unseen() for up in upward(one)):
                return squeezed(one.text())
        return ""

    @property
    def taps(self) -> int:
        """Links, buttons and fields so far."""
        return sum(not tap.startswith("(") for screen in self.screens for tap in screen.taps)

    @property
    def han(self) -> int:
        """Han characters seen so far."""
        return sum(screen.han for screen in self.screens)

    def table(self) -> str:
        """The way, a screen a line."""
        lines = [
            f"{n:2} {s.address:34} {s.han:5} Han {s.legal:4} legal  {' '.join(s.taps)}"
            for n, s in enumerate(self.screens, 1)
        ]
        return "\n".join([*lines, f"{self.taps} taps, {len(self.screens)} screens, {self.han} Han"])


def upward(one: Element | None) -> list[Element]:
    """An element and all around it."""
    return [one, *upward(one.parent)] if one else []


def han(text: str) -> int:
    """How many Han characters."""
    return len(HAN.findall(text))


def standing(form: Element) -> dict[str, Any]:
    """What a form sends when nobody touches its fields."""
    sent: dict[str, Any] = {}
    for one in form.all():
        name, kind = one.attrs.get("name"), one.attrs.get("type", "text")
        if not name or "disabled" in one.attrs or one.tag == "button" or kind in {"file", "submit"}:
            continue
        if one.tag == "input" and kind in {"radio", "checkbox"} and "checked" not in one.attrs:
            continue
        if one.tag == "textarea":
            sent[name] = one.text()
        elif one.tag == "select":
            chosen = [option for option in one.all() if "selected" in option.attrs]
            sent[name] = chosen[0].attrs.get("value", "") if chosen else ""
        elif one.tag == "input":
            sent[name] = one.attrs.get("value", "")
    return sent
