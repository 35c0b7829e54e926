"""Sample world as a process of its own: registers, gateway, phone; never inside the product.

Run one worker: what it knows is in memory. `granian --interface asgi --factory backend.registers.sample.app:create`.
"""

import os
from collections import deque
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response
from litestar.di import Provide

from backend.kit.clock import Clock, utc_now
from backend.kit.web import NotFromHere
from backend.registers.sample import (
    api,
    objects_api,
    pages,
    pictures,
    relations_api,
    replies,
    telephone_api,
    treasury_api,
)
from backend.registers.sample.faults import ActiveFaults
from backend.registers.sample.life_changes import LifeChangeFeed
from backend.registers.sample.phone import SamplePhone
from backend.registers.sample.population import RESIDENTS, SamplePopulation
from backend.registers.sample.relations import Offices
from backend.registers.sample.telephone import Telephone
from backend.registers.sample.treasury import Treasury
from backend.registers.signature import NotSigned

LARGEST = 64 * 1024  # bytes of a request; an honest one has a few thousand


class NoKeys(Exception):
    """Raised at start without the keys that callers sign with."""


def create(environ: Mapping[str, str] = os.environ, clock: Clock = utc_now) -> Litestar:
    """Create the application; reads FUTIAN_REGISTER_KEY, FUTIAN_SMS_KEY, FUTIAN_ORIGIN, FUTIAN_SAMPLE_RESIDENTS and VAR."""
    world = set_up_state(environ, clock)

    def the_world() -> api.SampleWorld:
        return world

    return Litestar(
        route_handlers=[
            *api.ROUTES,
            *treasury_api.ROUTES,
            *relations_api.ROUTES,
            *objects_api.ROUTES,
            *telephone_api.ROUTES,
            *pages.ROUTES,
            *replies.ROUTES,
            *pictures.ROUTES,
        ],
        dependencies={"world": Provide(the_world, sync_to_thread=False)},
        exception_handlers={
            NotSigned: refuse(HTTPStatus.UNAUTHORIZED, api.DOWN("signature")),
            NotFromHere: refuse(HTTPStatus.FORBIDDEN, api.DOWN("elsewhere")),
            msgspec.DecodeError: refuse(HTTPStatus.BAD_REQUEST, api.DOWN("format")),
        },
        request_max_body_size=LARGEST,
        openapi_config=None,
        debug=False,
    )


def set_up_state(environ: Mapping[str, str], clock: Clock) -> api.SampleWorld:
    """Return the state of the application; raises NoKeys."""
    folder = Path(environ.get("VAR", "var"))
    keys = {name: environ.get(f"FUTIAN_{name.upper()}", "") for name in ("register_key", "sms_key")}
    if not all(keys.values()):
        raise NoKeys(api.DOWN("keys"))
    return api.SampleWorld(
        register_key=keys["register_key"], sms_key=keys["sms_key"], origin=environ.get("FUTIAN_ORIGIN", ""),
        population=SamplePopulation(int(environ.get("FUTIAN_SAMPLE_RESIDENTS", RESIDENTS))),
        changes=LifeChangeFeed(folder / "sample-changes.jsonl"), treasury=Treasury(folder / "sample-treasury.jsonl"),
        phone=SamplePhone(folder / "sample-phone.jsonl"), pictures=folder / "sample-pictures",
        telephone=Telephone(), offices=Offices(folder / "sample-offices.jsonl"), troubles=ActiveFaults(), clock=clock, asked=deque(maxlen=api.SEEN),
    )  # fmt: skip


def refuse(status: HTTPStatus, says: str) -> Any:
    """Return an exception handler that answers in words without repeating the input."""

    def answer(_: Request[Any, Any, Any], __: Exception) -> Response[bytes]:
        return api.text_response(status, says)

    return answer
