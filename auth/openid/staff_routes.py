"""The entrance for the district's staff: through their identity provider, with the roles that it names."""

from typing import Any

import msgspec
from litestar import Response, get

from auth.dependencies import Here, Next
from auth.openid.authorization_flow import complete_authorization, count_start, relying_party_for, start_authorization
from auth.openid.id_token import proved_at
from auth.openid.types import Claims, NotProven
from auth.rendering import plain
from auth.session.return_to import HOME, same_site
from auth.session.sign_in import next_page
from backend.kit.log import fact
from backend.kit.problems import NotAllowed
from backend.kit.web import AnyRequest, Now, see_other
from backend.residents.guards import access, public
from backend.residents.guards import staff as anybody_of_staff
from backend.residents.types import ROLES, Role, Staff

NAME = "staff"
DESKS: dict[Role, str] = {
    "officer": "/desk", "supervisor": "/desk", "auditor": "/audit", "operator": "/desk/switches", "editor": "/studio",
    "publisher": "/studio",
}  # fmt: skip


class NoRole(NotAllowed):
    """The provider knows this person, but gave them no role here."""


@get("/staff/sign-in", opt=access(public))
async def entrance(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """The page that leads officers and editors to their provider."""
    if browser.session is not None and browser.session.staff is not None:
        return see_other(landing(browser.session.staff, same_site(next)))
    relying_party_for(request, NAME)
    return plain(request, "sign_in/staff.html", next=same_site(next), lapsed=browser.lapsed)


@get("/staff/sign-in/start", opt=access(public))
async def start(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """Redirect to the provider; only this browser can complete the sign-in."""
    await count_start(request, browser)
    return await start_authorization(relying_party_for(request, NAME), browser, same_site(next))


@get("/staff/sign-in/again", opt=access(anybody_of_staff(*ROLES)))
async def again(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """Redirect to the provider for a fresh sign-in; a session left open proves nothing."""
    return await start_authorization(relying_party_for(request, NAME), browser, same_site(next), anew=True)


@get("/staff/sign-in/callback", opt=access(public))
async def come_back(request: AnyRequest, browser: Here, now: Now) -> Response[Any]:
    """Callback of the provider; each authorization response is accepted once."""
    claims, begun = await complete_authorization(request, relying_party_for(request, NAME), browser)
    staff = staff_from(claims)
    before, same = browser.session_id, browser.knows(f"staff:{staff.subject}")
    await browser.sign_in_staff(staff, proved_at(claims, now))
    fact("staff.signed_in", subject=staff.subject)
    went_on = await next_page(browser, before, begun.next, same=same)
    return see_other(landing(staff, went_on))


class SaidOfStaff(msgspec.Struct):
    """Claims of a staff ID token that we use."""

    sub: str
    name: str
    roles: list[str]
    department: str = ""
    number_hash: str = ""  # keyed fingerprints that the directory gives instead of numbers, in hex
    household_hash: str = ""


def staff_from(claims: Claims) -> Staff:
    """A member of staff from the provider's claims; roles that we don't know count for nothing."""
    try:
        said = msgspec.convert(claims, SaidOfStaff)
    except msgspec.ValidationError as error:
        raise NotProven("claims of staff") from error
    roles = frozenset(role for role in ROLES if role in said.roles)
    if not roles:
        raise NoRole
    return Staff(
        said.sub, said.name[:100], roles, said.department[:60], said.number_hash[:66], said.household_hash[:66]
    )


def landing(staff: Staff, wanted: str) -> str:
    """Start page of a member of staff."""
    if wanted != HOME:
        return wanted
    return next((DESKS[role] for role in ROLES if role in staff.roles and role in DESKS), HOME)


ROUTES = [entrance, start, again, come_back]
