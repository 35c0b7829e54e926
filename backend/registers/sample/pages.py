"""Pages of the sample world: its people, faults, and the sample phone."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, get, post
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from backend.kit.clock import SHANGHAI, local_date
from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from backend.kit.web import NotFromHere, same_origin
from backend.registers.sample import treasury
from backend.registers.sample.api import Here, SampleWorld, happen
from backend.registers.sample.bank import first_account, second_account
from backend.registers.sample.cast import cast
from backend.registers.sample.faults import Fault
from backend.registers.sample.life_changes import LifeChangeRequest
from backend.registers.sample.phone import ReceivedMessage
from backend.registers.sample.pictures import pictures
from backend.registers.to_facts import REGISTERS
from backend.rules import wording

LOOK = Path(__file__).with_name("look")
_messages = Messages.beside(__file__)
GROUPS, MODES, EXPLAINED = _messages.words("GROUPS"), _messages.words("MODES"), _messages.words("EXPLAINED")
TOWNS, PLACES, WENT = _messages.words("TOWNS"), _messages.words("PLACES"), _messages.words("WENT")
SAYS = _messages.texts("pages")
Went = Literal["sent", "lost"]
SENT_BACK = _messages.words("Went", Went)
SHOWN = 6  # of the generated residents
REFRESH = 5  # seconds between two looks at the phone
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store", "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}  # fmt: skip
AnyRequest = Request[Any, Any, Any]
T = TypeVar("T")


@get("/")
async def world_page(world: Here) -> Response[str]:
    """Page with people and faults."""
    members = [(GROUPS[group], tuple(people)) for group, people in groupby(cast().values(), lambda one: one.group)]
    return sample_page(
        "world.html", world, members=members, places=places(), modes=MODES, explained=EXPLAINED,
        running=world.troubles.running(), asked=world.asked, others=world.population.some(SHOWN),
        count=world.population.count, pictures=pictures(world.pictures), today=world.clock().astimezone(SHANGHAI).date(), towns=TOWNS,
        endings={ends: WENT[reason or state] for ends, (state, reason) in treasury.ENDINGS.items()},
        orders=[(one, WENT[world.treasury.state(one.key, local_date(world.clock()))[0]]) for one in world.treasury.newest(SHOWN)],
        happened=[(change, who(change.id_number)) for change in world.changes.newest(SHOWN)],
    )  # fmt: skip


@post("/")
async def change_trouble(request: AnyRequest, world: Here) -> Redirect:
    """Turn a fault on or off."""
    world.troubles.put(await read_own_form(request, Fault))
    return Redirect("/#trouble", status_code=HTTP_303_SEE_OTHER)


@post("/happened")
async def let_happen(request: AnyRequest, world: Here) -> Redirect:
    """Make a cast member move or die."""
    happen(world, await read_own_form(request, LifeChangeRequest))
    return Redirect("/#happening", status_code=HTTP_303_SEE_OTHER)


@get("/phone")
async def phone_page(
    world: Here, to: Annotated[str, QueryParameter(max_length=20)] = "", still: FromQuery[bool] = False,
    went: FromQuery[Went | None] = None,
) -> Response[str]:  # fmt: skip
    """Page with received messages, newest first, and a box to answer from a chosen phone; refreshes itself."""
    names = {member.phone: member.name for member in cast().values()}
    found = world.phone.messages(to)
    days = [(day, tuple(told)) for day, told in groupby(found, lambda one: day_of(one, world.clock()))]
    return sample_page(
        "phone.html", world, days=days, to=to, still=still, went=SENT_BACK.get(went or "", ""), names=names, numbers=world.phone.numbers(), refresh=REFRESH,
    )  # fmt: skip


@get("/style.css")
async def style() -> Response[bytes]:
    """Style sheet of these pages."""
    return Response((LOOK / "style.css").read_bytes(), media_type="text/css", headers={"Cache-Control": "max-age=60"})


async def read_own_form(request: AnyRequest, form: type[T]) -> T:
    """Read a form that one of these pages sent; raises NotFromHere."""
    if not same_origin(request.headers, str(request.base_url)):
        raise NotFromHere
    sent = await request.form()
    return msgspec.convert({key: sent[key] for key in sent}, form, strict=False)


def sample_page(name: str, world: SampleWorld, **context: Any) -> Response[str]:
    """Render a page of the sample world."""
    html = PAGES.get_template(name).render(origin=world.origin, **context)
    return Response(html, media_type="text/html", headers=HEADERS)


def who(number: str) -> str:
    """Return the name of a cast member; other people aren't named."""
    return next((member.name for member in cast().values() if member.id_number == number), SAYS("other_person"))


def places() -> Iterable[tuple[str, str]]:
    """Return the registers by name, and the gateway."""
    return (
        *((key, wording.source(key)) for key in wording.SOURCES if key in REGISTERS or key == "bank"),
        *PLACES.items(),
    )


def place(key: str) -> str:
    """Return the display name of a register."""
    return PLACES.get(key) or wording.source(key)


def day_of(arrived: ReceivedMessage, now: datetime) -> str:
    """Format the day of a message."""
    day, today = arrived.at.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()
    if (today - day).days > 1:
        return formats.short_day(day)
    return SAYS("yesterday" if day < today else "today")


def clock_time(moment: datetime) -> str:
    """Format the time of day in Shenzhen."""
    return f"{moment.astimezone(SHANGHAI):%H:%M:%S}"


def spaced(number: str) -> str:
    """Format a phone number in groups for reading aloud."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if len(number) == 11 else number


PAGES = Environment(loader=FileSystemLoader(LOOK), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
PAGES.filters.update(
    place=place, clock_time=clock_time, spaced=spaced, first_account=first_account, second_account=second_account
)
ROUTES = [world_page, change_trouble, let_happen, phone_page, style]
