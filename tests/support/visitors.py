"""Every kind of visitor, every route, and what the policy of a route owes a visitor."""

import re
from datetime import timedelta
from uuid import uuid4

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from auth.session import cookie
from auth.session.sessions import Session, Sessions
from backend.app import handlers
from backend.kit.problems import NotAllowed, NotThere, Refusal, SignInNeeded
from backend.kit.web import token_for
from backend.residents.types import ROLES, Assurance, FreshProof, Staff, Visitor

STATUS: dict[type[Refusal], int] = {SignInNeeded: 401, NotAllowed: 403, NotThere: 404}


KINDS = ("anonymous", "resident", *ROLES)


def who(kind: str) -> Visitor:
    """A visitor of this kind."""
    if kind == "anonymous":
        return Visitor()
    if kind == "resident":
        return Visitor(person=uuid4(), assurance=Assurance.PHONE)
    role = next(role for role in ROLES if role == kind)
    return Visitor(staff=Staff("sub-1", "韩晓梅", frozenset({role}), "civil_affairs"))


async def headers_of(app: Litestar, visitor: Visitor) -> dict[str, str]:
    """A browser of this visitor, on a page of ours that is open."""
    settings, clock = app.state.settings, app.state.clock
    sessions = Sessions(app.state.redis, app.state.vault, clock)
    if visitor.person or visitor.staff:
        ends = clock() + timedelta(hours=1)
        session_id = await sessions.start(
            Session(
                person=visitor.person,
                assurance=visitor.assurance,
                staff=visitor.staff,
                since=clock(),
                ends=ends,
                proofs=visitor.proofs,
                mandate=visitor.mandate,
                acting_for=visitor.acting_for,
            )
        )
    else:
        session_id = cookie.new_id(app.state.vault)
    return {
        "cookie": f"{cookie.name(settings.secure)}={session_id}", "accept": "application/json",
        "x-csrf-token": token_for(settings.csrf_key, cookie.redis_name(session_id)), "sec-fetch-site": "same-origin",
    }  # fmt: skip


def expected(handler: HTTPRouteHandler, visitor: Visitor) -> int | None:
    """The refusal this route's policy owes this visitor; nothing when it admits them."""
    try:
        handler.opt["access"](visitor)
    except Refusal as refusal:
        return STATUS.get(type(refusal), int(refusal.status))
    return None


def routes(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Every method and path, its parameters filled with ids that nobody has."""
    found = []
    for path, handler in handlers(app):
        if isinstance(handler, HTTPRouteHandler) and "access" in handler.opt:
            filled = re.sub(r"\{\w+:uuid\}", str(uuid4()), path)
            filled = re.sub(r"\{\w+:int\}", "1", filled)
            filled = re.sub(r"\{\w+:\w+\}", "nothing", filled)
            found += [(method, filled, handler) for method in sorted(handler.http_methods)]
    return found


def admitted(app: Litestar, handler: HTTPRouteHandler) -> Visitor:
    """A visitor whom this route admits."""
    now = app.state.clock()
    proofs = (FreshProof(now, "passkey"), FreshProof(now, "staff"))
    resident = Visitor(person=uuid4(), assurance=Assurance.VERIFIED, proofs=proofs)
    officers = (
        Visitor(staff=Staff("sub-9", "测试", frozenset({role}), "civil_affairs"), proofs=proofs) for role in ROLES
    )
    for visitor in (Visitor(), resident, *officers):
        try:
            handler.opt["access"](visitor)
        except Exception:
            continue
        return visitor
    raise AssertionError(handler)
