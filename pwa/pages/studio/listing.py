"""The list of services for editors: state, who writes, what needs attention; filters stand in the address. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, get_args
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Meta, Struct, ValidationError, convert

from backend.catalogue.drafting.read_drafts import Listed, ListedState, count_states
from backend.catalogue.drafting.types import SavedFilter
from backend.catalogue.load import department_name, read_departments
from backend.kit.problems import NotUnderstood
from pwa.pages.studio.input_labels import SAYS, STATE_NAMES
from pwa.pages.studio.input_options import InputOption

Attention = Literal["", "review", "uncertain", "mine", "reports", "stops"]
PAGE = 50
SOON = timedelta(days=60)
TONES: dict[ListedState, str] = {
    "live": "neutral", "live_with_draft": "good", "draft": "good", "waiting": "warn", "withdrawn": "neutral",
}  # fmt: skip


class ListFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """What the list is narrowed to."""

    q: Annotated[str, Meta(max_length=60)] = ""
    stage: ListedState | Literal[""] = ""
    department: Annotated[str, Meta(max_length=60)] = ""
    needs: Attention = ""
    start: Annotated[int, Meta(ge=0, le=10_000)] = 0


class ListRow(Struct, frozen=True, kw_only=True):
    """One service of the list."""

    code: str
    name: str
    department: str
    state: str
    tone: str
    owner: str
    notes: list[str]
    live: bool


class StateFilter(Struct, frozen=True):
    """A state as a link of the list, with how many there are."""

    key: str
    name: str
    count: int
    current: bool


class KeptFilter(Struct, frozen=True):
    """A filter that this editor keeps."""

    id: UUID
    name: str
    address: str


class ListPage(Struct, frozen=True, kw_only=True):
    """The list as filtered."""

    rows: list[ListRow]
    total: int
    states: list[StateFilter]
    departments: list[InputOption]
    wanted: ListFilter
    following: int | None
    kept: list[KeptFilter]
    filtered: bool


def read_filter(**said: str | int) -> ListFilter:
    """Read what the address says; raises NotUnderstood."""
    try:
        return convert(said, ListFilter)
    except ValidationError as error:
        raise NotUnderstood("fields", what=str(error)) from error


class ResidentsSay(Struct, frozen=True):
    """What residents told about services, by code: reports that wait, people who stopped in the form (twenty and more)."""

    reports: Mapping[str, int]
    stops: Mapping[str, int]


def list_page(
    services: list[Listed],
    wanted: ListFilter,
    me: str,
    today: date,
    told: ResidentsSay,
    kept: Iterable[SavedFilter] = (),
) -> ListPage:
    """Filter the services; the states count what the other filters leave."""
    beside = [one for one in services if _fits(one, wanted, me, today, told)]
    found = [one for one in beside if wanted.stage in ("", one.state)]
    counts = count_states(beside)
    states = [StateFilter(key, STATE_NAMES[key], counts[key], key == wanted.stage) for key in get_args(ListedState)]
    end = wanted.start + PAGE
    rows = [row_of(one, today, told, counted=wanted.needs == "uncertain") for one in found[wanted.start : end]]
    return ListPage(
        rows=rows, total=len(found), states=states, wanted=wanted, following=end if end < len(found) else None,
        departments=[InputOption(key, department_name(key)) for key in (*read_departments(), "street")],
        kept=[KeptFilter(one.id, one.name, f"/studio?{urlencode(one.wanted)}") for one in kept],
        filtered=any(narrowed(wanted).values()),
    )  # fmt: skip


def narrowed(wanted: ListFilter) -> dict[str, str]:
    """Return what a kept filter keeps: everything but the place in the list."""
    return {"q": wanted.q, "stage": wanted.stage, "department": wanted.department, "needs": wanted.needs}


def _fits(one: Listed, wanted: ListFilter, me: str, today: date, told: ResidentsSay) -> bool:
    needs = {
        "": True, "review": one.review_by is not None and one.review_by <= today + SOON, "uncertain": one.uncertain > 0,
        "mine": bool(one.owner) and one.owner == me, "reports": one.code in told.reports,
        "stops": one.code in told.stops,
    }  # fmt: skip
    said = wanted.q.upper() in f"{one.name} {one.code}".upper()
    return said and wanted.department in ("", one.department) and needs[wanted.needs]


def row_of(one: Listed, today: date, told: ResidentsSay, *, counted: bool) -> ListRow:
    """Describe one service in a row."""
    return ListRow(
        code=one.code, name=one.name, department=department_name(one.department) if one.department else "",
        state=STATE_NAMES[one.state], tone=TONES[one.state], owner=one.owner, notes=list(_notes(one, today, counted, told)),
        live=one.state not in ("draft",),
    )  # fmt: skip


def _notes(one: Listed, today: date, counted: bool, told: ResidentsSay) -> Iterable[str]:
    if one.code in told.reports:
        yield SAYS("reports", count=told.reports[one.code])
    if one.code in told.stops:
        yield SAYS("stopped", count=told.stops[one.code])
    if one.begins is not None:
        yield SAYS("begins", day=one.begins)
    if one.review_by is not None and one.review_by <= today + SOON:
        yield SAYS("review_due", day=one.review_by)
    if counted and one.uncertain:
        yield SAYS("uncertain", count=one.uncertain)
