"""Is the process alive, and are its parts? Neither says more than that."""

from litestar import Response, get

from backend.kit.db import answers
from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.pages.health.metrics import metrics


@get("/livez", opt=access(public), sync_to_thread=False)
def alive() -> str:
    """The process answers."""
    return "ok"


@get("/readyz", opt=access(public))
async def ready(request: AnyRequest) -> Response[str]:
    """The database, Redis and the catalogue answer too."""
    state = request.app.state
    try:
        await answers(state.pool, 2.0)
        await state.redis.ping()
    except Exception:  # whatever it is, the answer is the same: not ready
        return Response("not ready", status_code=503)
    return Response("ok" if state.book.in_force else "no catalogue", status_code=200 if state.book.in_force else 503)


ROUTES = [alive, ready, metrics]
