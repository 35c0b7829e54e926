"""API of the sample treasury; every response is signed."""

import time
from collections.abc import Callable
from datetime import date
from http import HTTPStatus

import msgspec
from litestar import Response, post

from backend.kit.clock import local_date
from backend.registers import signature
from backend.registers.sample.api import DOWN, AnyRequest, Here, SampleWorld, read, text_response
from backend.registers.treasury import PaymentInstruction, RecoveryInstruction, Settled, States, StatesQuery


@post("/treasury/orders")
async def orders(request: AnyRequest, world: Here) -> Response[bytes]:
    """Accept a payment order; idempotent by key."""
    order = read(await request.body(), request.headers, world.register_key, PaymentInstruction)
    return await answered(world, lambda today: world.treasury.pay(order, today))


@post("/treasury/recoveries")
async def recoveries(request: AnyRequest, world: Here) -> Response[bytes]:
    """Accept a recovery."""
    order = read(await request.body(), request.headers, world.register_key, RecoveryInstruction)
    return await answered(world, lambda today: world.treasury.recover(order, today))


@post("/treasury/states")
async def states(request: AnyRequest, world: Here) -> Response[bytes]:
    """Return the states of orders."""
    query = read(await request.body(), request.headers, world.register_key, StatesQuery)

    def found(today: date) -> States:
        told = [(key, *world.treasury.state(key, today)) for key in query.keys]
        return States(
            request_id=query.request_id,
            states=tuple(
                Settled(request_id=query.request_id, key=key, state=state, reason=reason, on=on)
                for key, state, reason, on in told
            ),
        )

    return await answered(world, found)


async def answered(world: SampleWorld, think: Callable[[date], Settled | States]) -> Response[bytes]:
    """Return the signed response, unless a fault is on."""
    await world.troubles.wait("treasury")
    if world.troubles.mode("treasury") in ("down", "silent"):
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("treasury"))
    body = msgspec.json.encode(think(local_date(world.clock())))
    headers = signature.signed(world.register_key, body, int(time.time()))
    return Response(body, media_type="application/json", status_code=200, headers=headers)


ROUTES = [orders, recoveries, states]
