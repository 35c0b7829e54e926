"""An editor at a browser without JavaScript: opens pages of the studio, fills in what they read, counts what they do."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx
from msgspec.structs import replace

from backend.residents.types import FreshProof, Staff, Visitor
from tests.journey import TOKEN, said
from tests.support.visitors import headers_of

MENG = Staff("editor-meng", "孟雅琴", frozenset({"editor"}), "gov_service")
HAN = Staff("editor-han", "韩梅", frozenset({"editor"}), "gov_service")
CHENG = Staff("publisher-cheng", "程立", frozenset({"publisher"}), "gov_service")


class Inputs(HTMLParser):
    """The inputs of the form with an address, as a browser would send them, and their labels."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.values: list[tuple[str, str]] = []
        self.labels: dict[str, list[str]] = {}
        self.area = self.select = self.label = self.words = ""
        self.first: str | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = a.get("action") == self.action
        elif self.inside and tag == "label":
            self.label, self.words = a.get("for", ""), ""
        elif self.inside and tag in {"input", "textarea", "select", "option"}:
            self.control(tag, a)

    def control(self, tag: str, a: dict[str, str]) -> None:
        """Note an input as a browser would send it."""
        if tag == "input" and a.get("name") and (a.get("type") not in {"checkbox", "radio"} or "checked" in a):
            self.values.append((a["name"], a.get("value", "")))
        elif tag == "textarea":
            self.area, self.words = a["name"], ""
        elif tag == "select":
            self.select, self.first = a["name"], None
        elif tag == "option" and self.select and (self.first is None or "selected" in a):
            self.first = a.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if not self.inside:
            return
        if tag == "textarea":
            self.values.append((self.area, unescape(self.words)))
        if tag == "select":
            self.values.append((self.select, self.first or ""))
            self.select = ""
        if tag == "label" and self.label:
            self.labels.setdefault(self.words.replace("（可以不填）", "").strip(), []).append(
                self.label.removeprefix("f-")
            )


class Editor:
    """One editor, one browser; `actions` counts pages opened, fields filled in and buttons pressed."""

    def __init__(self, browser: httpx.AsyncClient, house: Any, staff: Staff) -> None:
        self.browser, self.house, self.staff, self.actions = browser, house, staff, 0
        self.filled: dict[str, str] = {}
        self.page: httpx.Response

    async def signs_in(self, *, fresh: bool = False) -> None:
        """Have a session, with a fresh sign-in or an old one."""
        visitor = Visitor(staff=self.staff)
        if fresh:
            visitor = replace(visitor, proofs=(FreshProof(self.house.framework.state.clock(), "staff"),))
        name, _, held = (await headers_of(self.house.framework, visitor))["cookie"].partition("=")
        self.browser.cookies.set(name, held)  # a header would be lost on the way to the next page

    async def goes(self, path: str, status: int = 200) -> str:
        """Open a page."""
        self.actions += 1
        self.page, self.filled = await self.browser.get(path), {}
        assert self.page.status_code == status, (path, self.page.status_code, said(self.page.text)[:600])
        return said(self.page.text)

    async def follows(self, words: str) -> str:
        """Follow a link by its words."""
        found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>(?:<[^>]+>)*[^<]*{re.escape(words)}', self.page.text)
        assert found, (words, said(self.page.text)[:800])
        return await self.goes(unescape(found[1]))

    def fills(self, action: str, label: str, value: str, *, nth: int = 0) -> None:
        """Fill in the nth input with a label."""
        self.actions += 1
        names = self.inputs(action).labels[label]
        self.filled[names[nth]] = value

    def ticks(self, name: str, value: str) -> None:
        """Choose one of the choices of an input."""
        self.actions += 1
        self.filled[name] = value

    def inputs(self, action: str) -> Inputs:
        """The form with this address on the page that is open."""
        found = Inputs(action)
        found.feed(self.page.text)
        return found

    async def presses(self, action: str, /, status: int = 200, **more: Any) -> str:
        """Send the form with this address, as it stands and with what was filled in."""
        self.actions += 1
        values: dict[str, Any] = {}
        for name, value in self.inputs(action).values:
            values.setdefault(name, []).append(value)
        values |= {**self.filled, **more}
        token = TOKEN.search(self.page.text)
        assert token
        self.page, self.filled = await self.browser.post(action, data={**values, "_token": token[1]}), {}
        assert self.page.status_code == status, (action, self.page.status_code, said(self.page.text)[:1200])
        return said(self.page.text)

    async def autosaves(self, action: str, status: int = 200) -> Any:
        """Send the form as its script does while somebody types; what was filled in stays in the page. Returns the JSON."""
        values: dict[str, Any] = {}
        for name, value in self.inputs(action).values:
            values.setdefault(name, []).append(value)
        token = TOKEN.search(self.page.text)
        assert token
        answer = await self.browser.post(
            action, data={**values, **self.filled, "_token": token[1]}, headers={"accept": "application/json"}
        )
        assert answer.status_code == status, answer.text[:600]
        return answer.json()

    async def presses_refused(self, action: str, status: int) -> None:
        """Send the form with this address as another window of this editor still shows it."""
        token = TOKEN.search(self.page.text)
        page = await self.browser.get(action)
        found = Inputs(action)
        found.feed(page.text)
        values: dict[str, Any] = {}
        for name, value in found.values:
            values.setdefault(name, []).append(value)
        assert token
        answer = await self.browser.post(action, data={**values, "_token": token[1]})
        assert answer.status_code == status

    async def chooses(self, action: str, name: str, data: bytes, status: int = 200) -> str:
        """Choose a file in the form with this address, and send it."""
        self.actions += 2
        token = TOKEN.search(self.page.text)
        assert token
        self.page = await self.browser.post(action, data={"_token": token[1]}, files={"file": (name, data)})
        assert self.page.status_code == status, (action, self.page.status_code, said(self.page.text)[:1200])
        return said(self.page.text)
