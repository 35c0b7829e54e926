"""The application with nothing but sign-in, and what stands around it: a gateway, browsers, a clock."""

import asyncio
import hashlib
import hmac
import itertools
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
from aiohttp import web
from jinja2 import Environment
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException

from auth import application as auth
from auth.session import cookie
from auth.session.sessions import Sessions
from backend.kit.crypto import Vault
from backend.kit.db import open_pool, transaction
from backend.kit.problems import Refusal
from backend.kit.redis import open_redis
from backend.kit.response_cache import with_security_headers
from backend.kit.web import AnyRequest, check_origin, from_state, provide_now, read_form, token_for
from backend.residents.guards import StaffWho, Who, access, admit, public, signed_in, staff, visitor_of
from backend.residents.types import ProofMeans
from backend.settings import Settings
from pwa.assets import Assets
from pwa.templates import SHELL, environment
from tests.support.stepping_up import give_proof

SMS_KEY = "a key of the gateway"


class Clock:
    """A clock that a test may turn."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Phone:
    """The messages that the gateway took, newest last; it checks the signature like a real one."""

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    broken: str = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        text = request.headers["X-Timestamp"].encode() + b"." + body
        right = hmac.new(SMS_KEY.encode(), text, hashlib.sha256).hexdigest()
        if request.headers["Authorization"] != f"HMAC-SHA256 {right}":
            return web.Response(status=401)
        if self.broken == "slow":
            await asyncio.sleep(5)
        if self.broken:
            return web.Response(status=500)
        self.messages.append(json.loads(body))
        return web.json_response({})

    def code(self, number: str) -> str:
        return next(m["parameters"]["code"] for m in reversed(self.messages) if m["to"] == number)


class Names(dict[str, str]):
    """Any built file has an address here: how assets are built is another test's matter."""

    def __missing__(self, name: str) -> str:
        return f"/assets/{name}"


@cache
def templates() -> Environment:
    return environment(Assets(Names(), Names(), Path()))


def page(request: Request[Any, Any, Any], name: str, /, *, status: int = 200, **context: Any) -> Response[str]:
    """The real templates without a build."""
    shell = {**SHELL, "token": visitor_of(request).token, "path": request.url.path}
    body = templates().get_template(name).render({**shell, **context})
    return Response(
        body, status_code=status, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


@get("/mine", opt=access(signed_in))
async def mine(acting: Who) -> str:
    """A page of somebody."""
    return str(acting.person)


@get("/open", opt=access(public))
async def open_page() -> str:
    """A page for everybody."""
    return "everybody"


@post("/mine/answers", opt=access(signed_in), status_code=200)
async def answers(request: AnyRequest, acting: Who) -> dict[str, Any]:
    """A form of somebody."""
    return await read_form(request, dict[str, Any])


@get("/staff-only", opt=access(staff("officer", "editor", "supervisor")))
async def staff_only(staff: StaffWho) -> dict[str, Any]:
    """A page of the staff."""
    return {**msgspec.structs.asdict(staff), "roles": sorted(staff.roles)}


def refused(_: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    return Response({"type": refusal.key, "says": refusal.sentence}, status_code=refusal.status)


def broken(_: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    if isinstance(error, HTTPException):
        return Response({"detail": error.detail}, status_code=error.status_code)
    raise error


async def ours(request: AnyRequest, _: Any) -> None:
    await check_origin(request, request.app.state.settings.origin, visitor_of(request).token)


async def provide_db(pool: NamedDependency[Any]) -> AsyncIterator[Any]:
    async with transaction(pool) as db:
        yield db


unused: list[Litestar] = []  # built before, for the next test: what a test can change is in the state


def build(state: Mapping[str, Any], more: list[Any]) -> Litestar:
    """The application; the usual one is built once and gets a new state for each test."""
    if not more and unused:
        app = unused.pop()
        app.state.clear()
        app.state.update(state)
        return app
    return Litestar(
        route_handlers=[*auth.ROUTES, mine, open_page, answers, staff_only, *more],
        middleware=[*auth.MIDDLEWARE],
        guards=[admit, ours],
        exception_handlers={Refusal: refused, Exception: broken},
        # as in the house: Litestar shares how a handler answers between all applications of a process
        after_request=with_security_headers,
        lifespan=[auth.lifespan],
        state=State(dict(state)),
        dependencies={
            **auth.DEPENDENCIES,
            **{name: from_state(name) for name in ("pool", "redis", "vault", "settings")},
            "db": Provide(provide_db),
            "now": Provide(provide_now, sync_to_thread=False),
        },
        debug=False,
    )


@asynccontextmanager
async def running(settings: Settings, clock: Clock, more: list[Any] | None = None) -> AsyncIterator[Litestar]:
    redis = open_redis(settings.redis_url)
    await redis.flushdb()
    pool = await open_pool(settings.database_url, 4)
    vault = Vault(settings.sealing_keys, settings.hash_key)
    state = {
        "pool": pool,
        "redis": redis,
        "vault": vault,
        "clock": clock,
        "page": page,
        "settings": settings,
        "secure": settings.secure,
    }
    app = build(state, more or [])
    async with auth.lifespan(app):
        yield app
    if not more:
        unused.append(app)
    await pool.close()
    await redis.aclose()


ADDRESSES = itertools.count(1)


class Person(httpx.AsyncClient):
    """Somebody with a browser."""

    def __init__(self, app: Litestar, address: str = "") -> None:
        self.app = app
        number = next(ADDRESSES)
        transport = httpx.ASGITransport(app, client=(address or f"203.0.{number // 250}.{number % 250 + 1}", 4711))
        super().__init__(
            transport=transport,
            base_url="https://futian.test",
            headers={"accept": "text/html", "user-agent": "Android Chrome/1"},
        )

    @property
    def redis(self) -> Any:
        return self.app.state.redis

    @property
    def session_id(self) -> str:
        return self.cookies.get("__Host-futian") or ""

    def take(self, session_id: str) -> None:
        """Hold this id instead of one's own."""
        self.cookies.clear()
        self.cookies.set("__Host-futian", session_id, domain="futian.test", path="/")

    async def forget(self, pattern: str) -> None:
        """Let limits of this kind pass."""
        for key in await self.redis.keys(pattern):
            await self.redis.delete(key)

    async def token(self, path: str) -> str:
        return token_in((await self.get(path)).text)

    async def sign_in(
        self, phone: Phone, number: str = "19900008001", wanted: str = "/", **more: str
    ) -> httpx.Response:
        await self.forget("limit:*")
        asked = await self.post_form("/sign-in", f"/sign-in?next={wanted}", phone=number, next=wanted, **more)
        assert asked.status_code == 303, asked.text
        return await self.post_form("/sign-in/code", "/sign-in/code", code=phone.code("+86" + number))

    async def proves(self, means: ProofMeans = "passkey") -> None:
        """Let the session hold a fresh proof by these means; how each is given is tested where it is given."""
        state = self.app.state
        await give_proof(Sessions(state.redis, state.vault, state.clock), self.session_id, means)

    async def post_form(self, path: str, page: str, **fields: str) -> httpx.Response:
        return await self.post(path, data={**fields, "_token": await self.token(page)})


def token_in(html: str) -> str:
    found = re.search(r'name="_token" value="(\w+)"', html)
    assert found, html
    return found[1]


async def sign_out_token(person: Person) -> str:
    """The token of this session, as any page of it carries it."""
    return token_for(b"c" * 32, cookie.redis_name(person.session_id))
