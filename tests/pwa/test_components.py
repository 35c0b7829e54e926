"""Every component: what its .toml says is what its macro takes, and each example renders."""

import inspect
import json
import re
from html.parser import HTMLParser
from pathlib import Path

from jinja2.runtime import Macro

from pwa.assets import read_assets
from pwa.gallery import COMPONENTS, Component, components, render_example
from pwa.templates import Components, the_environment
from tests.support.each import each

PWA = COMPONENTS.parent
TEMPLATES = sorted(p for p in PWA.rglob("*.html") if "dist" not in p.parts)
ALL = dict(components())
VOID = {"input", "img", "br", "hr", "meta", "link", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}


def macro(name: str) -> Macro:
    """The macro of a component."""
    found = getattr(Components(the_environment()), name)
    assert isinstance(found, Macro)
    return found


@each("name", sorted(ALL))
def test_the_toml_names_exactly_what_the_macro_takes(name: str) -> None:
    assert {p.name for p in ALL[name].parameter} == set(macro(name).arguments) - {"caller"}


@each(("name", "component"), ALL.items())
def test_each_example_renders_to_balanced_html(name: str, component: Component) -> None:
    for example in component.example:
        html = render_example(Components(the_environment()), name, example)
        assert Balance.of(str(html)) == [], (name, example.name)


@each("name", sorted(ALL))
def test_what_a_caller_passes_is_escaped(name: str) -> None:
    for example in ALL[name].example:
        evil = {
            k: "<script>1</script>"
            for k, v in example.arguments.items()
            if k in {"text", "title", "label", "hint", "error"}
        }
        changed = Component(
            says="", example=(type(example)(name="x", arguments={**example.arguments, **evil}),)
        ).example[0]
        if evil:
            assert "<script>1" not in render_example(Components(the_environment()), name, changed)


class Balance(HTMLParser):
    """Remembers which elements were left open or closed without being open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    @classmethod
    def of(cls, html: str) -> list[str]:
        """What doesn't balance."""
        balance = cls()
        balance.feed(html)
        return balance.wrong + balance.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One opened."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One that closes itself."""

    def handle_endtag(self, tag: str) -> None:
        """One closed."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@each("path", TEMPLATES, ids=lambda p: str(p.relative_to(PWA)))
def test_no_template_opens_a_hole_in_the_content_policy(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    assert not re.search(r"\|\s*safe\b", text), "safe switches escaping off"
    alone = "" if path.name == "maintenance.html" else r"|<style\b"  # its policy names the digest of its style sheet
    assert not re.search(r"\sstyle=" + alone, text), "inline style"
    assert not re.search(r"\son[a-z]+=", text), "inline handler"
    assert not re.search(r"<script(?![^>]*(\ssrc=|type=.application/ld\+json))", text), "inline script"
    assert not re.search(r"hx-on|hx-vals=.js:", text), "evaluated by htmx"


def test_icons_are_listed_once_and_all_used() -> None:
    listed = json.loads((PWA / "icons" / "used.json").read_text())
    words = " ".join(p.read_text() for p in [*TEMPLATES, *PWA.rglob("*.toml"), *PWA.rglob("*.py")])
    words += " ".join(p.read_text() for p in (PWA.parent / "backend" / "catalogue").glob("*.toml"))
    assert sorted(listed) == sorted(set(listed))
    assert [n for n in listed if f'"{n}"' not in words] == []
    assert set(read_assets().icons) == set(listed)


def test_components_are_described_where_they_are() -> None:
    for name, component in ALL.items():
        assert component.says.endswith("。"), name
        assert inspect.cleandoc((COMPONENTS / name / f"{name}.html").read_text()).startswith("{#"), name
