"""The editors' page of the checks: how often people agreed with each, which of them only advise, and turning one by hand."""

from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.audit.log import note
from backend.kit.clock import SHANGHAI
from backend.kit.problems import NotThere
from backend.kit.sql import Db as Connection
from backend.kit.text import is_reason
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.materials import check_accuracy, store
from backend.materials.reading.checks import CHECKS
from backend.materials.reading.run_checks import VERSIONS
from backend.materials.types import CheckRecord
from backend.residents.guards import StaffWho, access, staff
from pwa.templates import moment, page

EDITORS = staff("editor", "publisher", "supervisor")
MODES = {"blocking": "说要改，就请居民重拍", "advice": "只提示，不挡人"}


class Turn(Struct, forbid_unknown_fields=True):
    """What a check may do from now on, and why."""

    mode: Literal["blocking", "advice"]
    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/studio/checks", opt=access(EDITORS))
async def overview(
    request: AnyRequest, db: Db, staff: StaffWho, wrong: FromQuery[str] = "", said: FromQuery[str] = ""
) -> Response[Any]:
    """Every check and how far it can be trusted."""
    context = await shown(db)
    errors = [{"text": "请写明理由，至少5个字。", "href": f"#check-{wrong}"}] if wrong in CHECKS else []
    notice = f"“{CHECKS[said]}”已改，从现在起重新计数。" if said in CHECKS else ""
    return page(request, "checks/list.html", nav="checks", staff=staff, notice=notice, errors=errors, **context)


@post("/studio/checks/{name:str}", opt=access(EDITORS, acts=("check.turned",)))
async def turn(request: AnyRequest, db: Db, staff: StaffWho, now: Now, name: FromPath[str]) -> Redirect:
    """Let a check send papers back again, or make it advise only; with a reason, which stays."""
    sent = await read_form(request, Turn)
    if name not in CHECKS:
        raise NotThere
    if not is_reason(sent.reason):
        return see_other(f"/studio/checks?wrong={name}#check-{name}")
    await check_accuracy.change(db, name, sent.mode, staff, sent.reason, now)
    await note(db, staff.actor, "check.turned", name, now, mode=sent.mode)
    return see_other(f"/studio/checks?said={name}#check-{name}")


async def shown(db: Connection) -> dict[str, Any]:
    """The rows of the page: those that only advise first, then those that people judged most."""
    records = {record.check_name: record for record in await check_accuracy.current(db)}
    rows = [row(name, says, records.get(name)) for name, says in CHECKS.items()]
    rows.sort(key=lambda one: (one["mode"] == "blocking", -one["judged"]))
    turns = [turned(r) for r in await store.history(db) if r.changed_by]
    return {"rows": rows, "turns": turns, "limit": round(100 * check_accuracy.LIMIT), "enough": check_accuracy.ENOUGH}


def row(name: str, says: str, record: CheckRecord | None) -> dict[str, Any]:
    """One check in numbers and words."""
    mode = record.mode if record else "blocking"
    known = check_accuracy.agreement(record) if record else check_accuracy.Agreement(0.0, 0.0, 1.0, 0)
    return {
        "name": name, "says": says, "version": VERSIONS[name], "mode": mode, "mode_says": MODES[mode], "judged": known.judged,
        "asked": record.asked if record else 0, "raised": record.raised if record else 0,
        "upheld": record.upheld if record else 0, "missed": record.missed if record else 0,
        "share": percent(known.share), "low": percent(known.low), "high": percent(known.high),
        "other": "advice" if mode == "blocking" else "blocking", "itself": bool(record and record.changed_by == check_accuracy.ITSELF),
        "why": record.reason if record else "", "since": moment(record.since.astimezone(SHANGHAI)) if record else "",
    }  # fmt: skip


def turned(record: CheckRecord) -> dict[str, str]:
    """One change, for the list below."""
    by = "系统自己" if record.changed_by == check_accuracy.ITSELF else "工作人员"
    return {
        "title": f"“{CHECKS.get(record.check_name, record.check_name)}”改为：{MODES[record.mode]}", "state": "done",
        "when": moment(record.since.astimezone(SHANGHAI)), "says": f"{by}：{record.reason}",
    }  # fmt: skip


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.0f}%"


ROUTES = [overview, turn]
