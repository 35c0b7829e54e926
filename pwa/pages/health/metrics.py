"""Metrics in the text format of Prometheus, for operators; about traffic and queues, never about people."""

import secrets

from litestar import Response, get
from litestar.plugins.prometheus import PrometheusConfig
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now
from backend.residents.guards import access, public
from pwa.pages.health.gauges import gauges

# By the pattern of a path: an address with an id in it would be somebody's, and one series each.
TRAFFIC = PrometheusConfig(app_name="futian", prefix="futian", group_path=True, exclude_opt_key="uncounted")


@get("/metrics", opt=access(public, uncounted=True))
async def metrics(request: AnyRequest, db: Db, now: Now) -> Response[bytes]:
    """Traffic of this process, and the queues that all processes share; only for who shows the key."""
    key: str = request.app.state.settings.metrics_key
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not key or not secrets.compare_digest(shown.encode(), key.encode()):
        raise NotThere
    body = generate_latest() + generate_latest(await gauges(db, now))
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
