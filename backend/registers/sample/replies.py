"""Answers from the sample phone: what a person types here is brought to the product as the gateway's protocol says, signed and known by id."""

import time
from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID, uuid4

import aiohttp
import msgspec
from litestar import post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Meta, Struct, field

from backend.registers.sample.api import AnyRequest, Here, SampleWorld
from backend.registers.sample.pages import Went, read_own_form
from backend.registers.sample.phone import plain
from backend.registers.signature import signed

PATIENCE = aiohttp.ClientTimeout(total=5)


class TypedReply(Struct, forbid_unknown_fields=True):
    """What somebody types into the phone with this number."""

    number: Annotated[str, Meta(pattern=r"^[0-9]{6,15}$")]
    text: Annotated[str, Meta(min_length=1, max_length=500)]


class OutgoingReply(Struct, frozen=True, kw_only=True):
    """The answer as the gateway's protocol brings it."""

    id: UUID
    sender: str = field(name="from")
    text: str
    sent_at: datetime


@post("/phone/reply")
async def reply(request: AnyRequest, world: Here) -> Redirect:
    """Send an answer from a phone of this world."""
    typed = await read_own_form(request, TypedReply)
    went = await bring(world, typed)
    return Redirect(f"/phone?to={quote(plain(typed.number))}&went={went}", status_code=HTTP_303_SEE_OTHER)


async def bring(world: SampleWorld, typed: TypedReply) -> Went:
    """Hand the answer to the product; a gateway in trouble loses it."""
    await world.troubles.wait("sms")
    if world.troubles.mode("sms") in ("down", "silent") or not world.origin:
        return "lost"
    sender = f"+86{plain(typed.number)}"
    body = msgspec.json.encode(OutgoingReply(id=uuid4(), sender=sender, text=typed.text, sent_at=world.clock()))
    headers = {**signed(world.sms_key, body, int(time.time())), "Content-Type": "application/json"}
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.post(f"{world.origin}/sms/received", data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return "sent" if answer.status == 202 else "lost"
    except (aiohttp.ClientError, TimeoutError, OSError):
        return "lost"


ROUTES = [reply]
