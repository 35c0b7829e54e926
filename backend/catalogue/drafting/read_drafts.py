"""Read drafts: the content, its findings, who else is writing, the services as editors list them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec
from msgspec import Struct

from backend.catalogue.check import check_service
from backend.catalogue.drafting import store
from backend.catalogue.drafting.comments import open_comments
from backend.catalogue.drafting.publish_draft import services_of
from backend.catalogue.drafting.quick_fixes import QuickFix, quick_fixes_of
from backend.catalogue.drafting.save_draft import content_of_version, last_undoable
from backend.catalogue.drafting.service_parts import Part, finding_part
from backend.catalogue.drafting.types import DraftComment, DraftEvent, DraftListed, WaitingVersion, WorkingDraft
from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.published import Content, PublishedCatalogue, Version
from backend.catalogue.sources import claims
from backend.catalogue.types import Service
from backend.catalogue.versions import check_draft
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.types import Staff

PRESENCE = timedelta(minutes=10)  # how long somebody who saved counts as writing
ListedState = Literal["live", "live_with_draft", "draft", "waiting", "withdrawn"]


class Listed(Struct, frozen=True, kw_only=True):
    """A service in the list of editors; `owner`: who began the draft; `uncertain`: claims that rest on no law."""

    code: str
    name: str
    department: str
    state: ListedState
    owner: str
    review_by: date | None
    uncertain: int
    begins: date | None = None  # first day of a version that is approved and not in force yet


class DraftOpened(Struct, frozen=True, kw_only=True):
    """A draft as one editor opens it: what is wrong with it, who else writes, whether it waits for approval."""

    draft: WorkingDraft
    content: Content
    findings: tuple[LintFinding, ...]
    waiting: bool
    others: tuple[DraftEvent, ...]
    undoable: bool
    mends: Mapping[Path, QuickFix] = {}
    comments: tuple[DraftComment, ...] = ()

    def of_part(self, part: Part) -> tuple[LintFinding, ...]:
        """Return the findings that are mended in a part."""
        return tuple(f for f in self.findings if finding_part(f) == part)


async def draft_of(db: Db, code: str) -> WorkingDraft:
    """Return a draft; raises NotThere."""
    found = await store.draft(db, code=code)
    if found is None:
        raise NotThere
    return found


async def draft_content(db: Db, code: str) -> Content:
    """Return the content of a draft; raises NotThere."""
    return msgspec.convert((await draft_of(db, code)).content, Content)


async def waiting_content(db: Db, code: str) -> Content:
    """Return the content that waits for a second person; raises NotThere."""
    found = await store.proposal(db, code=code)
    if found is None:
        raise NotThere
    return msgspec.convert(found.content, Content)


async def content_written(db: Db, catalogue: PublishedCatalogue, code: str) -> tuple[Content, bool]:
    """Return what is being written of a service, else what waits, else what is live, and whether it is a draft; raises NotThere."""
    draft, waiting, live = await store.draft(db, code=code), await store.proposal(db, code=code), catalogue.get(code)
    if found := draft or waiting:
        return msgspec.convert(found.content, Content), draft is not None
    if live is None:
        raise NotThere
    return content_of_version(live), False


async def open_draft(
    db: Db, catalogue: PublishedCatalogue, code: str, part: str, staff: Staff, now: datetime
) -> DraftOpened:
    """Open a draft at a part, with the findings that need no other service; raises NotThere."""
    draft = await draft_of(db, code)
    content = msgspec.convert(draft.content, Content)
    events = await store.changes_since(db, draft=draft.id, version=0)
    waits, findings = await store.proposal(db, code=code), own_findings(content, now)
    here = [one for one in findings if part and finding_part(one) == part]
    return DraftOpened(
        draft=draft, content=content, findings=findings, mends=quick_fixes_of(draft.content["service"], here, local_date(now)),
        waiting=waits is not None and waits.id == draft.id, others=others_in(events, part, staff, now),
        undoable=last_undoable(events, part, staff.signature) is not None,
        comments=tuple(await open_comments(db, draft.id)),
    )  # fmt: skip


def others_in(events: Iterable[DraftEvent], part: str, staff: Staff, now: datetime) -> tuple[DraftEvent, ...]:
    """Return the latest save of everybody else who wrote in a part lately."""
    newest: dict[str, DraftEvent] = {}
    for event in events:
        if event.part == part and event.staff != staff.signature and now - event.at < PRESENCE:
            newest.setdefault(event.staff, event)
    return tuple(newest.values())


def own_findings(content: Content, now: datetime) -> tuple[LintFinding, ...]:
    """Return the findings of a draft that need no other service."""
    return tuple(check_service(content.service, local_date(now)))


def all_findings(catalogue: PublishedCatalogue, content: Content, now: datetime) -> tuple[LintFinding, ...]:
    """Return the findings of a draft, alone and beside all services in force: the checklist before publication."""
    return check_draft(content, services_of(catalogue), local_date(now))


async def list_services(db: Db, catalogue: PublishedCatalogue, now: datetime) -> list[Listed]:
    """List every service in force and every draft, by code."""
    drafts = {one.code: one for one in await store.drafts(db)}
    waiting = {one.code: one for one in await store.proposals(db)}
    later = {one.code: one for one in reversed(await store.begins_later(db, today=local_date(now)))}
    codes = sorted({*catalogue.in_force, *drafts, *waiting})
    return [listed(code, catalogue.get(code), drafts.get(code), waiting.get(code), later.get(code)) for code in codes]


def listed(
    code: str,
    live: Version | None,
    draft: DraftListed | None,
    waiting: WaitingVersion | None,
    later: WaitingVersion | None,
) -> Listed:
    """Describe one service by what there is of it."""
    service = live.service if live else None
    proposed = msgspec.convert(waiting.content, Content).service if waiting and not service and not draft else None
    shown = service or proposed
    return Listed(
        code=code, name=draft.name if draft else shown.name if shown else code,
        department=draft.department if draft else shown.department if shown else "",
        state=state_of(service, draft, waiting), owner=draft.owner_name if draft else "",
        review_by=service.review_by if service else None, uncertain=uncertain_claims(service) if service else 0,
        begins=later.valid_from if later else None,
    )  # fmt: skip


def state_of(service: Service | None, draft: DraftListed | None, waiting: WaitingVersion | None) -> ListedState:
    """Tell the state of a service: what waits for a second person comes first."""
    if waiting is not None:
        return "waiting"
    if draft is not None:
        return "live_with_draft" if service else "draft"
    return "live" if service and service.status.state == "in_force" else "withdrawn"


def uncertain_claims(service: Service) -> int:
    """Count the claims that nobody has confirmed."""
    return sum(any(source.kind == "unconfirmed" for source in claim.sources) for claim in claims(service))


def count_states(services: Sequence[Listed]) -> Counter[ListedState]:
    """Count services by state."""
    return Counter(one.state for one in services)
