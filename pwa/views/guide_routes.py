"""The routes of a guide, made once for officers and once for helpers: the screen, its stream, pointing, a hint, a proposal, the end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect, ServerSentEvent
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.guidance import guide_actions
from backend.guidance.guide import Guide
from backend.guidance.problems import NothingToPropose, TextForbidden
from backend.kit.problems import NotThere, Refusal
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other, short_transactions
from backend.residents.guards import Policy, access
from pwa.injected import InjectedServices
from pwa.templates import page
from pwa.views.event_stream import ThePubSub
from pwa.views.guidance import GuideProposalForm, HintForm, PointForm, events
from pwa.views.guide_screen import screen_of, screen_piece
from pwa.views.parts import field_error

TheGuide = NamedDependency[SkipValidation[Guide]]


class GuidePlace(Struct, frozen=True, kw_only=True):
    """Where guides of one kind work. `left`: the page after the end; `guide`: the dependency that says who guides."""

    base: str
    template: str
    policy: Policy
    guide: Callable[..., Guide]
    left: str

    def allows(self, *verbs: str, **more: Any) -> dict[str, Any]:
        """The `opt` of a route; an officer's acts are those of separation.toml."""
        acts = {"acts": tuple(f"guidance.{verb}" for verb in verbs)} if "staff" in self.policy.__name__ else {}
        return access(self.policy, place=self, **acts, **more)


async def guide_page(
    request: AnyRequest, db: Connection, services: CaseServices, guide: Guide, id: UUID, refusal: Refusal | None = None,
    typed: str = "", field: str = "text",
) -> Response[str]:  # fmt: skip
    """The screen of a guide, with the sentence of a refusal and what was typed."""
    place = place_of(request)
    name, view = await screen_of(db, services, guide, id, request.app.state.clock())
    errors = [field_error(field, refusal.sentence)] if refusal else []
    return page(
        request, place.template, status=refusal.status if refusal else 200, nav="guidance", view=view, name=name, base=f"{place.base}/{id}",
        errors=errors, typed=typed, staff=guide.staff,
    )  # fmt: skip


def place_of(request: AnyRequest) -> GuidePlace:
    """Where this guide works."""
    place: GuidePlace = request.scope["route_handler"].opt["place"]
    return place


async def again(
    request: AnyRequest, services: CaseServices, guide: Guide, id: UUID, refusal: Refusal, typed: str, field: str
) -> Response[str] | Redirect:
    """The screen with a refusal; whose session was ended by it is led away."""
    try:
        async with short_transactions(request)() as db:
            return await guide_page(request, db, services, guide, id, refusal, typed, field)
    except NotThere:
        return see_other(f"{place_of(request).left}?said=stopped")


async def show(
    request: AnyRequest, db: Db, services: InjectedServices, guide: TheGuide, id: FromPath[UUID]
) -> Response[str]:
    """What the guide sees."""
    return await guide_page(request, db, services, guide, id)


async def live(
    request: AnyRequest, services: InjectedServices, guide: TheGuide, pubsub: ThePubSub, id: FromPath[UUID]
) -> Response[str] | ServerSentEvent:
    """The screen, whenever it changes."""
    token, base = request.scope["state"].get("form_token", ""), f"{place_of(request).base}/{id}"

    async def piece() -> str:
        async with short_transactions(request)() as db:
            return await screen_piece(db, services, guide, id, base, token, request.app.state.clock())

    await piece()
    return events(request, pubsub, str(id), guide.id, piece, "screen")


async def point(
    request: AnyRequest, db: Db, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Point at a question or paper."""
    sent = await read_form(request, PointForm)
    await guide_actions.point(db, services, guide, id, sent.at, now)
    return see_other(f"{place_of(request).base}/{id}")


async def hint(
    request: AnyRequest, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Write to her."""
    sent = await read_form(request, HintForm)
    try:
        await guide_actions.hint(short_transactions(request), services, guide, id, sent.text, now)
    except TextForbidden as refusal:
        return await again(request, services, guide, id, refusal, sent.text, "text")
    return see_other(f"{place_of(request).base}/{id}")


async def propose(
    request: AnyRequest, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Propose an answer."""
    sent = await read_form(request, GuideProposalForm)
    try:
        await guide_actions.propose(short_transactions(request), services, guide, id, sent.field, sent.value, now)
    except (TextForbidden, NothingToPropose) as refusal:
        return await again(request, services, guide, id, refusal, "", f"p-{sent.field}")
    return see_other(f"{place_of(request).base}/{id}")


async def leave(
    request: AnyRequest, db: Db, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID]
) -> Redirect:
    """The guide ends it."""
    await read_form(request, EmptyForm)
    await guide_actions.leave(db, services, guide, id, now)
    return see_other(f"{place_of(request).left}?said=ended")


ACTS: tuple[tuple[Callable[..., Any], str, tuple[str, ...]], ...] = (
    (point, "point", ("pointed",)), (hint, "hint", ("hinted", "stopped")), (propose, "proposal", ("proposed", "stopped")),
    (leave, "end", ("ended",)),
)  # fmt: skip


def guide_routes(place: GuidePlace) -> list[Any]:
    """The routes of one kind of guides."""
    one, who = place.base + "/{id:uuid}", {"guide": Provide(place.guide, sync_to_thread=False)}
    reads = [
        get(one, opt=place.allows(), dependencies=who)(show),
        get(f"{one}/live", opt=place.allows(renews=False), dependencies=who, media_type="text/event-stream")(live),
    ]
    return reads + [post(f"{one}/{path}", opt=place.allows(*verbs), dependencies=who)(act) for act, path, verbs in ACTS]
