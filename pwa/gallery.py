"""The component gallery: each component with the examples of its .toml. `python -m pwa.gallery DIR` writes it out."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, get
from markupsafe import Markup, escape
from msgspec import Struct

from backend.kit.reading_mode import MODES
from backend.residents.guards import access, public
from pwa.templates import Components, page, render, the_environment

COMPONENTS = Path(__file__).parent / "components"


class Parameter(Struct, forbid_unknown_fields=True):
    """One parameter of a component, explained."""

    name: str
    says: str


class Example(Struct, forbid_unknown_fields=True):
    """One way to use a component: its arguments, what goes inside, and how the gallery frames it."""

    name: str
    arguments: Mapping[str, Any] = msgspec.field(name="with", default_factory=dict)
    content: str = ""
    frame: str = ""


class Component(Struct, forbid_unknown_fields=True):
    """What a component's .toml file says."""

    says: str
    parameter: tuple[Parameter, ...] = ()
    example: tuple[Example, ...] = ()


def components() -> Iterator[tuple[str, Component]]:
    """Every component by name, as its .toml file describes it."""
    for folder in sorted(f for f in COMPONENTS.iterdir() if f.is_dir()):
        yield folder.name, msgspec.toml.decode((folder / f"{folder.name}.toml").read_bytes(), type=Component)


def render_example(ui: Components, name: str, example: Example) -> Markup:
    """The example as HTML; its content enters where a page would use a call block."""
    arguments = dict(example.arguments)
    if example.content:
        arguments["caller"] = lambda: Markup("<p>{}</p>").format(escape(example.content))
    html: Markup = getattr(ui, name)(**arguments)
    return html


class ShownExample(Struct, frozen=True):
    """An example, rendered."""

    name: str
    frame: str
    html: Markup


class GalleryItem(Struct, frozen=True):
    """A component with its parameters and examples."""

    name: str
    says: str
    parameters: tuple[Parameter, ...]
    examples: list[ShownExample]


def gallery_items() -> list[GalleryItem]:
    """Render every example of every component."""
    ui = Components(the_environment())
    return [
        GalleryItem(
            name, component.says, component.parameter, [ShownExample(e.name, e.frame, render_example(ui, name, e)) for e in component.example]
        ) for name, component in components()
    ]  # fmt: skip


@get("/components", opt=access(public), sync_to_thread=False)
def gallery(request: Request[Any, Any, Any]) -> Response[str]:
    """Every component with its examples, for developers of pages."""
    return page(request, "gallery.html", components=gallery_items())


ROUTES = [gallery]


def main(out: Path) -> None:
    """Write the gallery in every mode as files."""
    out.mkdir(parents=True, exist_ok=True)
    for mode in MODES:
        (out / f"gallery-{mode}.html").write_text(render("gallery.html", mode=mode, components=gallery_items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
