"""The studio: a changed rule tried on what was applied for; asked for here, done by the worker."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from backend.cases.rule_replay import ask
from backend.catalogue.drafting import read_drafts
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.studio.rule.replay import replay_page
from pwa.templates import page

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
HERE = "/studio/services/{code:str}/rule/replay"


@get(HERE, opt=access(EDITORS))
async def show(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Response[str]:
    """How far the newest trial is, and its counts."""
    content, replay = await read_drafts.draft_content(db, code), await ask.latest(db, code)
    view = replay_page(code, content, replay, now)
    return page(request, "studio/rule/replay.html", view, nav="studio", staff=staff)


@post(HERE, opt=access(EDITORS, acts=("catalogue.rule_tried",)))
async def begin(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Ask for a trial of the rules as they are saved."""
    await read_form(request, EmptyForm)
    await ask.ask(db, code, staff, now)
    return see_other(f"/studio/services/{code}/rule/replay")


ROUTES = [show, begin]
