"""The entrance for the district's staff: through their identity provider, with the roles that it names."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.response import Redirect

from auth import cookie, sealed
from auth.browser import Browser
from auth.dependencies import Here, Next
from auth.openid.client import RelyingParty, digest
from auth.openid.types import Begun, Claims, NotProven
from auth.pages import plain
from auth.way_back import HOME, same_site
from backend.kit.log import fact
from backend.kit.problems import NotAllowed, NotThere
from backend.kit.web import AnyRequest, see_other
from backend.residents.guards import access, public
from backend.residents.types import ROLES, Role, Staff

MINUTES = 10  # to sign in at the provider
ANSWER = ("code", "state", "iss", "error")
DESKS: dict[Role, str] = {"officer": "/desk", "supervisor": "/desk"}


class NoRole(NotAllowed):
    """The provider knows this person, but gave them nothing to do here."""

    says = "您的工作账号还没有分配本系统的职责，请联系本单位的系统管理员。"


@get("/staff/sign-in", opt=access(public))
async def entrance(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """The page that leads officers and editors to their provider."""
    if browser.session is not None and browser.session.staff is not None:
        return see_other(landing(browser.session.staff, same_site(next)))
    party(request)
    return plain(request, "sign_in/staff.html", next=same_site(next), lapsed=browser.lapsed)


@get("/staff/sign-in/start", opt=access(public))
async def start(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """Off to the provider; only this browser can come back with the answer."""
    browser.token()
    url, begun = await party(request).begin(same_site(next))
    key = begun_key(browser, begun.state)
    await sealed.put(browser.sessions.redis, browser.vault, key, begun, MINUTES * 60)
    return Redirect(url, status_code=303)


@get("/staff/sign-in/callback", opt=access(public))
async def come_back(request: AnyRequest, browser: Here) -> Response[Any]:
    """The provider's answer; each is good once."""
    try:
        answer = answer_of(request)
        begun = await begun_by(browser, answer)
        staff = staff_from(await party(request).finish(answer, begun))
    except NotProven as refusal:
        fact("openid.refused", why=refusal.why)
        raise
    same = browser.knows(f"staff:{staff.subject}")
    await browser.sign_in_staff(staff)
    fact("staff.signed_in", subject=staff.subject)
    return see_other(landing(staff, begun.next if same else HOME))


def party(request: Request[Any, Any, Any]) -> RelyingParty:
    """We towards the staff's provider, if the operator named one."""
    found: RelyingParty | None = request.app.state.openid.get("staff")
    if found is None:
        raise NotThere
    return found


def answer_of(request: AnyRequest) -> dict[str, str]:
    """The parameters of the answer; one that comes twice is nobody's honest answer (RFC 6749 §3.1)."""
    given = {name: request.query_params.getall(name, []) for name in ANSWER}
    if any(len(values) > 1 for values in given.values()):
        raise NotProven("a parameter twice")
    return {name: values[0] for name, values in given.items() if values}


async def begun_by(browser: Browser, answer: dict[str, str]) -> Begun:
    """What this browser began under this state; taken, so that an answer can't be used again."""
    if not browser.held or not answer.get("state"):
        raise NotProven("no sign-in was begun here")
    key = begun_key(browser, answer["state"])
    begun = await sealed.take(browser.sessions.redis, browser.vault, key, Begun)
    if begun is None:
        raise NotProven("no such sign-in on its way")
    return begun


def begun_key(browser: Browser, state: str) -> str:
    """Where a sign-in on its way is in Redis: bound to the browser that began it."""
    return f"openid:{cookie.stored_as(browser.held)}:{digest(state)}"


class SaidOfStaff(msgspec.Struct):
    """The claims that we use of a member of staff."""

    sub: str
    name: str
    roles: list[str]
    department: str = ""


def staff_from(claims: Claims) -> Staff:
    """A member of staff from the provider's claims; roles that we don't know count for nothing."""
    try:
        said = msgspec.convert(claims, SaidOfStaff)
    except msgspec.ValidationError as error:
        raise NotProven("claims of staff") from error
    roles = frozenset(role for role in ROLES if role in said.roles)
    if not roles:
        raise NoRole
    return Staff(said.sub, said.name[:100], roles, said.department[:60])


def landing(staff: Staff, wanted: str) -> str:
    """Where a member of staff begins."""
    if wanted != HOME:
        return wanted
    return next((DESKS[role] for role in ROLES if role in staff.roles and role in DESKS), HOME)


ROUTES = [entrance, start, come_back]
