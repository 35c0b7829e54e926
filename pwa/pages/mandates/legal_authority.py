"""For whom the reader may act without anybody's consent: minor children, organisations in which they hold an office."""

from typing import Annotated

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.services import CaseServices
from backend.delegation import legal_authority
from backend.delegation.acting import is_proven
from backend.kit import masking
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Now, read_form, see_other, short_transactions
from backend.registers.authority import LegalAuthority, Object
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.templates import page
from pwa.views.mandates import BASES


class TakingUp(Struct, forbid_unknown_fields=True):
    """For whom: a keyed hash of their number, so that no number stands in the page."""

    key: Annotated[str, Meta(max_length=100)]


class Offered(Struct, frozen=True):
    """One authority as the register tells it; `number` is masked for a person."""

    key: str
    name: str
    number: str
    basis: str
    person: bool


@get("/mandates/by-law", opt=access(signed_in))
async def offered(request: AnyRequest, acting: Who, services: InjectedServices, now: Now) -> Response[str]:
    """What the registers say that I may act for."""
    moment, proven = short_transactions(request), is_proven(acting.assurance)
    found = await legal_authority.offered(moment, services, acting, now) if proven else []
    shown = [line(services, one) for one in found]
    return page(request, "mandates/by_law.html", nav="me", proven=proven, offered=shown)


@post("/mandates/by-law", opt=access(signed_in))
async def take_up(request: AnyRequest, acting: Who, services: InjectedServices, now: Now) -> Redirect:
    """Begin to act for one of them; nothing is switched yet."""
    sent, moment = await read_form(request, TakingUp), short_transactions(request)
    found = await legal_authority.offered(moment, services, acting, now)
    made = await legal_authority.take_up(moment, services, acting, picked(services, found, sent.key), now)
    return see_other(f"/mandates/{made.id}")


def line(services: CaseServices, one: LegalAuthority) -> Offered:
    """Put an authority into a line of the page."""
    person = one.object.kind == "person"
    number = masking.identity_number(one.object.number) if person else one.object.number
    return Offered(key_of(services, one.object), one.object.name, number, BASES[one.relation], person)


def picked(services: CaseServices, found: list[LegalAuthority], key: str) -> Object:
    """The one that the form named; raises NotThere."""
    chosen = next((one.object for one in found if key_of(services, one.object) == key), None)
    if chosen is None:
        raise NotThere
    return chosen


def key_of(services: CaseServices, object: Object) -> str:
    """The keyed hash by which the form names somebody."""
    return services.vault.fingerprint("mandate-object", object.number).hex()


ROUTES = [offered, take_up]
