"""Turns a template and its context into a page. Knows the look and the visitor's mode; knows no database."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from litestar import Request, Response
from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import asdict

from backend.catalogue.reference_data import PlaceOption, division_choices, division_name, is_division
from backend.catalogue.vocabulary import Reach
from backend.kit.messages import formats
from backend.kit.messages.language import SOURCE, current, speaking
from backend.kit.messages.render import Messages
from backend.kit.reading_mode import mode_of
from backend.residents.browser_storage import NOTHING_KEPT, keeping
from backend.residents.guards import visitor_of
from backend.residents.separation import display_name
from backend.rules.wording import source as source_name
from pwa.assets import Assets, read_assets
from pwa.guided import guided_bar
from pwa.translation import translating

HERE = Path(__file__).parent
PERSONAL = "no-store"
PUBLIC = "public, max-age=0, must-revalidate"

SPOKEN_MASK = Messages.beside(__file__).texts("spoken_mask")


class Components:
    """Every macro under pwa/components by its name: `ui.button(...)`; the file is compiled on first use."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.found: dict[str, Callable[..., Markup]] = {}

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name not in self.found:
            module = self.environment.get_template(f"components/{name}/{name}.html").module
            self.found[name] = getattr(module, name)
        return self.found[name]


def environment(assets: Assets) -> Environment:
    """Jinja for pages: escapes everything, and a forgotten variable is an error instead of an empty spot."""
    parts = {name: FileSystemLoader(HERE / name) for name in ("layouts", "components")}
    env = Environment(
        loader=ChoiceLoader([PrefixLoader(parts), FileSystemLoader(HERE / "pages"), FileSystemLoader(HERE)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    translating(env)
    env.globals.update(asset=assets.path, glyph=assets.glyph, ui=Components(env))
    env.filters.update(
        day=formats.day,
        weekday=formats.weekday,
        moment=formats.moment,
        yuan=formats.yuan,
        iso=iso,
        source_name=source_name,
        masked=masked,
        signature=display_name,
        groups=groups,
        places=places,
    )
    return env


@lru_cache(maxsize=1)
def the_environment() -> Environment:
    """The environment over the built assets; one for each process."""
    return environment(read_assets())


def render(name: str, view: Struct | None = None, /, **context: Any) -> str:
    """Render a template to HTML: defaults of the shell, then the fields of `view`, then `context`."""
    fields = asdict(view) if view is not None else {}
    return the_environment().get_template(name).render({**SHELL, "language": current(), **fields, **context})


UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY

SHELL: Mapping[str, Any] = {
    "language": SOURCE,
    "mode": "normal",  # normal · elder · largest
    "sample": False,  # marks every page of a trial installation
    "only_here": False,  # this house's address leads any other device to itself (loopback, RFC 6761): a QR code helps nobody else
    "token": "",  # what forms send back (CSRF)
    "nav": "",  # home · services · cases · inbox · me
    "path": "/",  # where the mode switch returns to
    "unread": 0,
    "acting_for": "",  # the name of the person for whom a helper acts
    "errors": (),
    "guided": None,  # the bar of somebody who waits for a guide or is guided
    "keeping": NOTHING_KEPT,  # owner, key: under which typed text waits on this device; empty on a shared one
    "seen_offline": False,  # `{% set seen_offline = true %}`: kept sealed on the person's own device, opens without network
    "notice": "",  # a short confirmation after a step (toast)
}


def page(
    request: Request[Any, Any, Any], name: str, view: Struct | None = None, /, *, status: int = HTTPStatus.OK, public: bool = False,
    **context: Any,
) -> Response[str]:  # fmt: skip
    """Answer with a page: the template gets the fields of `view`. Personal (no-store) unless `public`."""
    shell = {
        "mode": mode_of(request.cookies),
        "sample": request.app.state.settings.sample,
        "only_here": is_loopback(request.app.state.settings.origin),
        "token": request.scope["state"].get("form_token", ""),
        "path": request.scope["raw_path"].decode(),
        "acting_for": visitor_of(request).acting_for,
        "keeping": NOTHING_KEPT if public else keeping(request),
        "guided": None if public else guided_bar(request),
    }
    headers = {"Cache-Control": PUBLIC if public else PERSONAL, "Vary": "Cookie"}
    with speaking(str(request.scope.get("language", SOURCE))):
        body = render(name, view, **{**shell, **context})
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def form_again(
    request: Request[Any, Any, Any], name: str, view: Struct | None, /, *errors: Struct, status: int = UNPROCESSABLE, **context: Any
) -> Response[str]:  # fmt: skip
    """Show a form again with what was wrong (`FormError`), what was typed in `view` or `context`."""
    return page(request, name, view, status=status, errors=errors, **context)


def is_loopback(origin: str) -> bool:
    """Tell whether an address leads every machine to itself."""
    return urlsplit(origin).hostname in {"127.0.0.1", "::1", "localhost"}


def iso(value: date | datetime) -> str:
    """The machine's spelling, for `<time datetime>`."""
    return value.isoformat()


def groups(options: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Options of a select by their neighbours' common heading; "" for options without one."""
    return [(group, list(members)) for group, members in groupby(options, key=lambda one: getattr(one, "group", ""))]


def places(reach: Reach, value: str) -> tuple[PlaceOption, ...]:
    """What a question for a place offers; a finer place that a register knows is offered as it is."""
    offered = division_choices(reach)
    known = any(choice.value == value for choice in offered)
    return (
        offered
        if known or not value or not is_division(value, reach)
        else (PlaceOption(value, division_name(value)), *offered)
    )


MASKED = re.compile(r"[^\s*＊、，。；：（）“”]*[*＊]+[^\s*＊、，。；：（）“”]*")


def masked(value: Any) -> Any:
    """A masked value (199****0779) as eyes and ears get it: stars for the eye, “尾号0779” for who listens. Anything else is unchanged."""
    if not isinstance(value, str) or not MASKED.search(value):
        return value
    parts, end = [], 0
    for found in MASKED.finditer(value):
        parts += [escape(value[end : found.start()]), SPOKEN.format(found[0], spoken_mask(found[0]))]
        end = found.end()
    return Markup("").join([*parts, escape(value[end:])])


SPOKEN = Markup('<span class="masked"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>')


def spoken_mask(value: str) -> str:
    """How a masked value is said: by its end, or by its beginning where the end is hidden (a name)."""
    head, tail = MASK_ENDS.split(value, 1)[0], MASK_ENDS.split(value)[-1]
    return SPOKEN_MASK("tail", tail=tail) if tail else SPOKEN_MASK("head", head=head) if head else ""


MASK_ENDS = re.compile(r"[*＊]+")
