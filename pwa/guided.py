"""What a page knows of being guided: the bar on top of it, and the step that it says it is. A page that says nothing isn't shown."""

from typing import Any
from uuid import UUID

from litestar import Request
from msgspec import Struct
from msgspec.structs import replace

from backend.guidance.types import NOWHERE, GuidedStep, SessionState
from backend.residents.guards import visitor_of


class GuidedProposal(Struct, frozen=True):
    """A proposed answer as she reads it; `value` is what her browser puts into the box."""

    event: UUID
    field: str
    label: str
    says: str
    value: str


class GuidedBar(Struct, frozen=True, kw_only=True):
    """The bar of somebody who waits for a guide or is guided. `here`: something of this page is shown."""

    id: UUID
    state: SessionState
    guide: str = ""
    department: str = ""
    hint: str = ""
    pointed: str = ""
    pointed_at: str = ""
    proposal: GuidedProposal | None = None
    step: GuidedStep = NOWHERE
    here: bool = False


def is_guided(request: Request[Any, Any, Any]) -> bool:
    """Is somebody guided, or waits to be, in this browser?"""
    return request.scope["state"].get("guided") is not None


def mark(request: Request[Any, Any, Any], step: GuidedStep) -> None:
    """Say at which step this page is; the only way by which a guide comes to see anything of it."""
    if visitor_of(request).mandate is None:
        request.scope["state"]["guided_step"] = step


def marked(scope_state: dict[str, Any]) -> GuidedStep:
    """The step that the page of a request said it is."""
    step = scope_state.get("guided_step", NOWHERE)
    return step if isinstance(step, GuidedStep) else NOWHERE


def guided_bar(request: Request[Any, Any, Any]) -> GuidedBar | None:
    """The bar of this page; what was pointed at and proposed for another step isn't on it."""
    bar = request.scope["state"].get("guided")
    if not isinstance(bar, GuidedBar):
        return None
    step = marked(request.scope["state"])
    if same_place(step, bar.step):
        return replace(bar, here=True)
    return replace(bar, here=step != NOWHERE, hint="", pointed="", pointed_at="", proposal=None)


def same_place(one: GuidedStep, other: GuidedStep) -> bool:
    """Are two steps the same page, whatever is wrong on it?"""
    parts = ("page", "case", "number", "slot")
    return one.page != "none" and all(getattr(one, part) == getattr(other, part) for part in parts)
