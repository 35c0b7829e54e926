"""Is the process alive, and are its parts? Neither says more than that."""

import asyncio

from litestar import Response, get
from litestar.datastructures import State

from backend.kit.db import check_responding
from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.pages.health.metrics import metrics

READY = 2.0  # seconds for all parts together: who asks has a time limit of its own


@get("/livez", opt=access(public), sync_to_thread=False)
def alive() -> str:
    """The process answers."""
    return "ok"


@get("/readyz", opt=access(public))
async def ready(request: AnyRequest) -> Response[str]:
    """The database, Redis and the catalogue answer too. A check that hangs goes on beside: a new one waits for it, none piles up."""
    state = request.app.state
    if "readiness" not in state or state.readiness.done():
        state.readiness = asyncio.create_task(parts_answer(state))
    checking: asyncio.Task[bool] = state.readiness
    # not asyncio.timeout: to cancel a statement, asyncpg waits for the server that hangs
    await asyncio.wait({checking}, timeout=READY)
    if not checking.done() or not checking.result():
        return Response("not ready", status_code=503)
    return Response(
        "ok" if state.catalogue.in_force else "no catalogue", status_code=200 if state.catalogue.in_force else 503
    )


async def parts_answer(state: State) -> bool:
    """Do the database and Redis answer?"""
    try:
        await check_responding(state.pool, READY)
        await state.redis.ping()
    except Exception:  # whatever it is, the answer is the same: not ready
        return False
    return True


ROUTES = [alive, ready, metrics]
