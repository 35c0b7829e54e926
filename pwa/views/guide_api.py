"""Guiding, for programs: the functions of a guide's pages as JSON, made once for officers and once for helpers.

Described in `/api/docs/openapi.json`. A program gets what a guide's page shows, and nothing else of her.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import Provide
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.guidance import guide_actions
from backend.guidance.guide import Guide
from backend.guidance.screen import guide_screen
from backend.guidance.types import SessionState, Way
from backend.guidance.view import SeenStep
from backend.kit import masking
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, short_transactions
from backend.residents import service as residents
from pwa.injected import InjectedServices
from pwa.views.api_refusals import MAY_FAIL, PRIVATE
from pwa.views.guidance import GuideProposalForm, HintForm, PointForm
from pwa.views.guide_routes import GuidePlace, TheGuide

DESCRIBES = Messages.beside(__file__).texts("guide_api", Audience.MACHINE)
OPEN: dict[str, Any] = {"include_in_schema": True, "tags": [DESCRIBES("tag")]}


class GuideScreenJson(Struct, frozen=True, kw_only=True):
    """What a guide has before them: her name masked, her step as the list of what may be shown builds it, and what was said."""

    id: UUID
    state: SessionState
    way: Way
    name: str
    asked_at: datetime
    until: datetime | None
    step: SeenStep
    pointed: str
    hint: str
    proposed_field: str = ""
    proposed_value: str = ""
    notes: tuple[str, ...] = ()


async def screen_json(db: Connection, services: CaseServices, guide: Guide, id: UUID, now: datetime) -> GuideScreenJson:
    """A guide's screen; raises NotThere when it is over or somebody else's."""
    screen = await guide_screen(db, services, guide, id, now)
    session, proposal = screen.session, screen.proposal
    who = await residents.identity_of(db, services.vault, session.person)
    return GuideScreenJson(
        id=session.id, state=session.state, way=session.way, name=masking.name(who.name), asked_at=session.asked_at, until=screen.until,
        step=screen.step, pointed=session.pointed, hint=screen.hint, notes=screen.notes,
        proposed_field=proposal.field if proposal else "", proposed_value=proposal.value if proposal else "",
    )  # fmt: skip


async def show(
    db: Db, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID]
) -> Response[GuideScreenJson]:
    """What the guide sees."""
    return Response(await screen_json(db, services, guide, id, now), headers=PRIVATE)


async def point(
    db: Db, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID], data: JSONBody[PointForm]
) -> None:
    """Point at a question or paper."""
    await guide_actions.point(db, services, guide, id, data.at, now)


async def hint(
    request: AnyRequest, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID], data: JSONBody[HintForm]
) -> None:  # fmt: skip
    """Write to her."""
    await guide_actions.hint(short_transactions(request), services, guide, id, data.text, now)


async def propose(
    request: AnyRequest, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID],
    data: JSONBody[GuideProposalForm],
) -> None:  # fmt: skip
    """Propose an answer."""
    await guide_actions.propose(short_transactions(request), services, guide, id, data.field, data.value, now)


async def leave(db: Db, services: InjectedServices, guide: TheGuide, now: Now, id: FromPath[UUID]) -> None:
    """The guide ends it."""
    await guide_actions.leave(db, services, guide, id, now)


ACTS: tuple[tuple[Callable[..., Any], str, tuple[str, ...]], ...] = (
    (point, "point", ("pointed",)), (hint, "hint", ("hinted", "stopped")), (propose, "proposal", ("proposed", "stopped")),
    (leave, "end", ("ended",)),
)  # fmt: skip


def described(place: GuidePlace, key: str, *verbs: str, status: int | None = None) -> dict[str, Any]:
    """What every route of this API says of itself."""
    more = {"status_code": status} if status else {}
    return {"opt": place.allows(*verbs), "responses": MAY_FAIL, "summary": DESCRIBES(key), **OPEN, **more}


def guide_api(place: GuidePlace) -> list[Any]:
    """The routes of one kind of guides below `/api`."""
    one, who = f"/api{place.base}/{{id:uuid}}", {"guide": Provide(place.guide, sync_to_thread=False)}
    done = HTTPStatus.NO_CONTENT
    return [
        get(one, dependencies=who, **described(place, "screen"))(show),
        *(post(f"{one}/{path}", dependencies=who, **described(place, path, *verbs, status=done))(act) for act, path, verbs in ACTS),
    ]  # fmt: skip
