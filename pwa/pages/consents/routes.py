"""What I agreed to: every purpose with its dates, agreeing, and withdrawing in two taps."""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.messages.render import Messages
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents import consents
from backend.residents.guards import Who, access, signed_in
from pwa.templates import page

_words = Messages.beside(__file__).words

SAID = _words("SAID")


class Agreeing(Struct, forbid_unknown_fields=True):
    """The wording that the person saw."""

    seen: Annotated[str, Meta(max_length=20)]


@get("/me/consents", opt=access(signed_in))
async def overview(request: AnyRequest, db: Db, acting: Who, said: FromQuery[str] = "") -> Response[str]:
    """Everything I was or may be asked to agree to."""
    found = await consents.list_consents(db, acting.person)
    return page(request, "consents/list.html", nav="me", standings=found, notice=SAID.get(said, ""))


@get("/me/consents/{key:str}", opt=access(signed_in))
async def one(request: AnyRequest, db: Db, acting: Who, key: FromPath[str]) -> Response[Any]:
    """One purpose whole: agree, or see what withdrawing changes and withdraw."""
    found = await consents.state_of(db, acting.person, key)
    return page(request, "consents/show.html", nav="me", standing=found, purpose=found.purpose)


@post("/me/consents/{key:str}", opt=access(signed_in))
async def give(request: AnyRequest, db: Db, acting: Who, key: FromPath[str], now: Now) -> Redirect:
    """I agree."""
    form = await read_form(request, Agreeing)
    await consents.give_consent(db, acting.person, key, now, seen=form.seen)
    return see_other("/me/consents?said=given")


@post("/me/consents/{key:str}/withdrawal", opt=access(signed_in))
async def withdraw(request: AnyRequest, db: Db, acting: Who, key: FromPath[str], now: Now) -> Redirect:
    """I take it back."""
    await read_form(request, EmptyForm)
    await consents.withdraw_consent(db, acting.person, key, now)
    return see_other("/me/consents?said=withdrawn")


ROUTES = [overview, one, give, withdraw]
