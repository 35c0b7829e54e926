"""Public: does the mandate on this sheet of paper still hold? The code is typed and stands in no address."""

from typing import Annotated

from litestar import Response, get, post
from msgspec import Meta, Struct

from backend.audit.actor import Actor
from backend.cases.services import CaseServices
from backend.delegation import printed_codes
from backend.delegation.printed_codes import Proof
from backend.kit.client_address import rate_limit_address
from backend.kit.problems import Refusal
from backend.kit.redis import count_attempt
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form
from backend.residents.guards import access, public, visitor_of
from backend.residents.types import Visitor
from pwa.injected import InjectedServices
from pwa.templates import form_again, page
from pwa.views.mandates import Scope, scopes, state_tag
from pwa.views.parts import StateTag, field_error

VERIFY = "/verify/mandate"
TRIES, SECONDS = 20, 600
"""How many codes are looked up from one address in how long: a proposal of this house."""


class PrintedCodeForm(Struct, forbid_unknown_fields=True):
    """The code on the sheet."""

    code: Annotated[str, Meta(max_length=40)] = ""


class ProofPage(Struct, frozen=True, kw_only=True):
    """What somebody who holds the sheet may know."""

    proof: Proof
    tag: StateTag
    scopes: list[Scope]


@get(VERIFY, opt=access(public), sync_to_thread=False)
def ask_code(request: AnyRequest) -> Response[str]:
    """Where the code is typed."""
    return page(request, "mandates/verify.html", nav="", code="")


@post(VERIFY, opt=access(public, token=False), status_code=200)
async def verify(request: AnyRequest, db: Db, services: InjectedServices, redis: Redis, now: Now) -> Response[str]:
    """What the sheet stands for now; the principal reads that somebody looked."""
    sent = await read_form(request, PrintedCodeForm)
    try:
        await count_attempt(redis, f"limit:mandate-proof:{rate_limit_address(request)}", TRIES, SECONDS)
        proof = await printed_codes.look_up(db, services, sent.code, viewer(visitor_of(request)), now)
    except Refusal as refusal:
        wrong = field_error("code", refusal.sentence)
        return form_again(request, "mandates/verify.html", None, wrong, status=refusal.status, nav="", code=sent.code)
    return page(request, "mandates/proof.html", proof_page(services, proof), nav="", now=now)


def viewer(visitor: Visitor) -> Actor:
    """Who looks, as the audit log names them."""
    if visitor.staff is not None:
        return Actor.staff(visitor.staff.signature)
    return Actor.person(visitor.person) if visitor.person else Actor.system("public")


def proof_page(services: CaseServices, proof: Proof) -> ProofPage:
    """Collect the page."""
    return ProofPage(proof=proof, tag=state_tag(proof.standing), scopes=scopes(services.catalogue, proof.services))


ROUTES = [ask_code, verify]
