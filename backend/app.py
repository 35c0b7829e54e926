"""Assembly of the web application; with cli and worker the only modules that may import every room."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

import push.routes
from auth import application as auth
from backend import settings_checks
from backend.campaigns.editorial import api as campaigns
from backend.cases.drafts import api as form_stops
from backend.cases.rule_replay import api as rule_replay
from backend.cases.services import case_services
from backend.catalogue import api as machines
from backend.catalogue.drafting import api as drafting
from backend.catalogue.drafting import bulk_api as bulk_drafting
from backend.catalogue.drafting import rule_api as rule_drafting
from backend.catalogue.drafting import rule_case_api as rule_case_drafting
from backend.catalogue.tables import api as reference_tables
from backend.exception_handlers import answer_problem, unavailable
from backend.kit import log
from backend.kit.body_limits import FILE
from backend.kit.canonical_url import pattern_of
from backend.kit.clock import Clock, local_date, rest_of_day, utc_now
from backend.kit.db import close_pool, open_pool, transaction
from backend.kit.hsts import HstsHeader
from backend.kit.lazy_routes import LazyRoutes
from backend.kit.maintenance import MaintenanceSwitch
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Unavailable
from backend.kit.pubsub import PubSub
from backend.kit.redis import open_redis
from backend.kit.request_body import BoundBodiesMiddleware, ReadFilesMiddleware
from backend.kit.request_parameters import check_bounds
from backend.kit.response_cache import App, PageCache, ResponseCache, with_security_headers
from backend.kit.sql import Db
from backend.kit.web import check_form, end_transaction, from_state, provide_db, provide_now
from backend.offers import api as offers
from backend.population.replica import PopulationReplica
from backend.registers.client import Registers
from backend.residents.guards import access, admit, public
from backend.settings import Settings
from pwa import places
from pwa.maintenance import maintenance_page, policy
from pwa.templates import page
from pwa.translation import installed

PUBLISHED = "catalogue_published"  # the channel on which a publication is announced
READ = "paper_read"  # the channel on which the worker announces that a paper has been read
GUIDED = "guidance_changed"  # the channel on which a guided session says that it changed
MANDATE = "mandate_changed"  # the channel on which something that happened to a mandate is announced

NAME = Messages.beside(__file__).take("api_title")


def create(settings: Settings | None = None, clock: Clock = utc_now) -> App:
    """ASGI factory for the server: response cache in front, the framework behind it."""
    if settings is None:  # started by a server: without set_up, tracebacks would log the values of local variables
        log.set_up()
        settings = settings_checks.refuse(Settings.from_env(os.environ))
    page_cache = PageCache()
    front: App = ResponseCache(house(settings, clock, page_cache), page_cache, installed())  # type: ignore[arg-type]  # ASGI callables alike
    if settings.maintenance_file:
        front = MaintenanceSwitch(front, Path(settings.maintenance_file), maintenance_page, policy, unavailable)
    return HstsHeader(front) if settings.secure else front


def house(settings: Settings, clock: Clock, page_cache: PageCache) -> Litestar:
    """Build the Litestar application; raises RuntimeError when a route has no access policy."""
    app = LazyRoutes(
        route_handlers=[
            *auth.ROUTES,
            *push.routes.ROUTES,
            *places.ROUTES,
            *machines.ROUTES,
            *drafting.ROUTES,
            *rule_drafting.ROUTES,
            *rule_case_drafting.ROUTES,
            *bulk_drafting.ROUTES,
            *rule_replay.ROUTES,
            *reference_tables.ROUTES,
            *form_stops.ROUTES,
            *offers.ROUTES,
            *campaigns.ROUTES,
        ],
        guards=[admit, check_bounds, check_form],
        dependencies={**DEPENDENCIES, **auth.DEPENDENCIES},
        middleware=[
            *places.MIDDLEWARE,
            BoundBodiesMiddleware(),
            *auth.MIDDLEWARE,
            *places.BEHIND_SESSION,
            ReadFilesMiddleware(),
        ],
        exception_handlers={Exception: answer_problem},
        after_exception=[end_transaction, auth.find_visitor],
        lifespan=[furnish, auth.lifespan],
        after_request=with_security_headers,
        state=State(first_state(settings, clock, page_cache)),
        openapi_config=OpenAPIConfig(
            NAME(Audience.MACHINE).text,
            "1",
            openapi_router=Router("/api/docs", route_handlers=[], opt=access(public), include_in_schema=False),
            render_plugins=[JsonRenderPlugin()],
            create_examples=False,
        ),
        include_in_schema=False,  # pages are for people; a public API route sets this itself
        request_max_body_size=FILE.most,  # upper limit for all; each route has its own (kit/request_body.py)
        multipart_form_part_limit=FILE.fields,
        debug=False,
    )
    every_route_has_a_policy(app)
    return app


def first_state(settings: Settings, clock: Clock, page_cache: PageCache) -> dict[str, Any]:
    """Application state before the lifespan opens connections."""
    return {
        "settings": settings, "secure": settings.secure, "clock": clock, "page_cache": page_cache, "page": page, "edition_lock": asyncio.Lock(), "pubsub": PubSub(),
    }  # fmt: skip


def every_route_has_a_policy(app: Litestar) -> None:
    """Closed by default: raise RuntimeError for a route without an explicit access policy."""
    for path, handler in handlers(app):
        if "access" not in handler.opt:
            raise RuntimeError(f"{path} has no access policy")


def handlers(app: Litestar) -> Iterator[tuple[str, BaseRouteHandler]]:
    """Yield path and handler of each route, without the OPTIONS handlers that the framework adds."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            if handler is not None and getattr(handler, "http_methods", None) != {"OPTIONS"}:
                yield route.path, handler


@asynccontextmanager
async def furnish(app: Litestar) -> AsyncIterator[None]:
    """Lifespan: open the pool, Redis and the catalogue; close them at shutdown."""
    settings: Settings = app.state.settings
    pool = await open_pool(settings.database_url, settings.pool_size)
    redis = open_redis(settings.redis_url)
    registers = Registers(settings, app.state.clock)
    services = case_services(settings, registers)
    app.state.update(pool=pool, redis=redis, vault=services.vault, catalogue=services.catalogue, services=services)
    app.state.population = PopulationReplica(settings.database_url, app.state.clock)
    app.state.page_cache.open_data = tuple(
        pattern_of(p) for p, handler in handlers(app) if handler.opt.get("open_data")
    )
    await places.furnish(app)
    await load_edition(app)
    watching = asyncio.create_task(watch(app))
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await app.state.population.close()
    await registers.close()
    await redis.aclose()
    await close_pool(pool)


async def load_edition(app: Litestar) -> None:
    """Load the catalogue in force now and drop the cached pages of the edition before."""
    async with app.state.edition_lock, transaction(app.state.pool) as db:
        await app.state.catalogue.open(db, local_date(app.state.clock()))
    app.state.page_cache.renew()
    machines.forget_responses(app)
    places.turned(app)


# the database is not reachable: no traceback needed
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable)
AGAIN = 2.0  # seconds before listening is tried again


async def watch(app: Litestar) -> None:
    """Reload the catalogue after each publication (LISTEN/NOTIFY) and at midnight, when a scheduled version comes into force."""
    news = asyncio.Event()
    while True:
        try:
            db = await asyncpg.connect(app.state.settings.database_url)
            try:
                await db.add_listener(PUBLISHED, lambda *_: news.set())
                for channel in (READ, GUIDED, MANDATE):
                    await db.add_listener(channel, app.state.pubsub.hear)
                app.state.pubsub.notify_all()
                news.set()  # a publication before we listened was not announced to us
                await listen(app, db, news)
            finally:
                db.terminate()
        except Exception as error:  # a process that stopped listening would serve the old edition for ever
            log.worry(
                "catalogue.watch_lost", error=type(error).__name__, exc_info=None if isinstance(error, LOST) else error
            )
            await asyncio.sleep(AGAIN)


async def listen(app: Litestar, db: Db, news: asyncio.Event) -> None:
    """Reload when notified and when the date changes; returns when the connection is lost."""
    day, due = local_date(app.state.clock()), False
    while not db.is_closed():
        try:
            # not wait_for: before Python 3.12 it may swallow a cancellation
            async with asyncio.timeout(until_next_look(app.state.clock())):
                await news.wait()
        except TimeoutError:
            pass
        if due or news.is_set() or day != local_date(app.state.clock()):
            news.clear()
            day = local_date(app.state.clock())
            due = not await turned(app)


async def turned(app: Litestar) -> bool:
    """Reload the catalogue; False if it could not be read: the edition before stays in force, and the next check tries again."""
    try:
        await load_edition(app)
    except LOST:
        raise
    except Exception as error:
        log.worry("catalogue.not_turned", error=type(error).__name__, exc_info=error)
        return False
    return True


LOOK = 30.0  # seconds between two checks of the date; notices a corrected clock too


def until_next_look(now: datetime) -> float:
    """Seconds until the next check of the date."""
    return min(LOOK, rest_of_day(now) + 0.1)


DEPENDENCIES = {
    "db": Provide(provide_db), "now": Provide(provide_now, sync_to_thread=False),
    **{name: from_state(name) for name in ("redis", "settings", "vault", "catalogue", "services", "page_cache", "clock", "population", "pubsub")},
}  # fmt: skip
