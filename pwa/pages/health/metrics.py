"""Numbers for whoever runs the house, in the text format of Prometheus; about traffic and queues, never about people."""

import secrets
from datetime import timedelta

from litestar import Response, get
from litestar.plugins.prometheus import PrometheusConfig
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from backend.cases import store as case_store
from backend.cases.clock import working_days
from backend.cases.desk import store as desk_store
from backend.catalogue import store as catalogue
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now
from backend.payees import store as payees
from backend.residents.guards import access, public

# By the pattern of a path: an address with an id in it would be somebody's, and one series each.
TRAFFIC = PrometheusConfig(app_name="futian", prefix="futian", group_path=True, exclude_opt_key="uncounted")


@get("/metrics", opt=access(public, uncounted=True))
async def metrics(request: AnyRequest, db: Db, now: Now) -> Response[bytes]:
    """Traffic of this process, and the queues that all processes share; only for who shows the key."""
    key: str = request.app.state.settings.metrics_key
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not key or not secrets.compare_digest(shown.encode(), key.encode()):
        raise NotThere
    held = CollectorRegistry()
    numbers = Gauge("futian_standing", "How many there are of what, by state", ["what", "state"], registry=held)
    oldest = Gauge("futian_oldest_seconds", "How long the oldest of them waits", ["what", "state"], registry=held)
    for row in await case_store.counts_by_state(db, now=now, today=local_date(now)):
        numbers.labels(row.what, row.state).set(row.number)
        oldest.labels(row.what, row.state).set(row.oldest_seconds)
    for account in await payees.counts_by_state(db, today=local_date(now)):
        numbers.labels("payee accounts", account.state).set(account.number)
    brakes = Gauge("futian_brakes", "Machine approvals that are stopped: a service, or all", ["service"], registry=held)
    for brake in await catalogue.brakes(db):
        brakes.labels(brake.service or "all").set(1)
    checks = Gauge(
        "futian_after_checks", "After-checks of 90 days by what came of them", ["service", "state"], registry=held
    )
    for one in await desk_store.checks_by_service(db, since=now - timedelta(days=90)):
        checks.labels(one.code, one.state).set(one.number)
    known = await working_days.load_calendar(db)
    provisional = Gauge("futian_calendar_year_missing", "The plan of next year's holidays is not loaded", registry=held)
    provisional.set(known.provisional(local_date(now).replace(month=12, day=31) + timedelta(days=1)))
    return Response(
        generate_latest() + generate_latest(held), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )
