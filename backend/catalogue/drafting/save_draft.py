"""Begin a draft, save fields into it, undo, discard. Nothing that two people wrote is overwritten: see `merge`."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct

from backend.audit.log import note
from backend.catalogue.drafting import store
from backend.catalogue.drafting.merge import Merged, merge
from backend.catalogue.drafting.service_parts import PARTS, RULE, RULE_FIELDS, Part
from backend.catalogue.drafting.types import DraftEvent, EventKind, Saved, WorkingDraft
from backend.catalogue.load import read_categories
from backend.catalogue.published import Content, PublishedCatalogue, Version
from backend.catalogue.types import Channels, Result, Service, TimeLimit
from backend.catalogue.vocabulary import ITEM_TYPES, ItemType
from backend.kit.clock import local_date
from backend.kit.problems import Conflict, NotThere, NotUnderstood, Refusal
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff

MOST_BYTES = 256 * 1024  # of a draft; the longest service has a tenth of that
FIRST_REVIEW = timedelta(days=90)  # a proposal of this house: when a new service is looked at again
Fields = Mapping[str, Any]


class DraftTooLong(Refusal):
    """The draft would become larger than any service may be."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class WaitsForApproval(Conflict):
    """The draft lies before the second person and stays as it is until they answer or it is taken back."""


class NothingToUndo(Conflict):
    """This editor has no change left to undo."""


class CodesUsedUp(Conflict):
    """All serial numbers of a category and type are taken."""


def content_of_version(version: Version) -> Content:
    """Return the content of a published version."""
    return version.content


async def begin(db: Db, catalogue: PublishedCatalogue, code: str, staff: Staff, now: datetime) -> WorkingDraft:
    """Return the draft of a service, made from the version in force if there is none yet; raises NotThere."""
    found = await store.draft(db, code=code)
    if found is not None:
        return found
    version = catalogue.get(code)
    if version is None:
        raise NotThere
    return await _begin(db, content_of_version(version), version, staff, now)


async def begin_new(
    db: Db, name: str, department: str, category: int, item_type: ItemType, staff: Staff, now: datetime
) -> WorkingDraft:
    """Begin a service from nothing, under the next free code of its category and type."""
    if category not in {one.number for one in read_categories()}:
        raise NotUnderstood("fields", what=str(category))
    prefix = f"FT{category:02d}{ITEM_TYPES[item_type]}"
    newest = await store.newest_serial(db, prefix=prefix)
    serial = int(newest.removeprefix(prefix)) + 1 if newest else 1
    if serial > 999:
        raise CodesUsedUp
    content = Content(service=empty_service(f"{prefix}{serial:03d}", name, department, item_type, local_date(now)))
    return await begin_from(db, content, staff, now)


async def begin_from(db: Db, content: Content, staff: Staff, now: datetime) -> WorkingDraft:
    """Begin a draft of a service that isn't live."""
    return await _begin(db, content, None, staff, now)


def empty_service(code: str, name: str, department: str, item_type: ItemType, today: date) -> Service:
    """Return a service that says nothing yet; everything missing is a finding."""
    return Service(
        code=code, name=name, name_en="", purpose="", purpose_en="", department=department, item_type=item_type,
        audience="individual", handling="promised", zero_trip=False, confidence="uncertain", aliases=(), who=(),
        review_by=today + FIRST_REVIEW, limit=TimeLimit(promised=5), result=Result(name="", kind="decision", says=""),
        channels=Channels(), step=(), question=(),
        provenance=dict.fromkeys(("limit.promised", "zero_trip", "kiosk"), "proposal")
        | dict.fromkeys(("name", "who", "result", "step", "question"), "unconfirmed"),
    )  # fmt: skip


async def _begin(db: Db, content: Content, version: Version | None, staff: Staff, now: datetime) -> WorkingDraft:
    code, id = content.service.code, uuid4()
    made = await store.begin(
        db, id=id, code=code, base=version.id if version else None, content=msgspec.to_builtins(content),
        owner=staff.signature, owner_name=staff.name, at=now,
    )  # fmt: skip
    found = await store.draft(db, code=code)
    if found is None:
        raise NotThere
    if made:
        await separation.authorize(db, staff, "catalogue.edited", f"draft:{id}", now)
        await note(db, staff.actor, "catalogue.draft_begun", f"service:{code}", now)
        await record(db, found, "begun", staff, now)
    return found


async def record(
    db: Db, draft: WorkingDraft, kind: EventKind, staff: Staff, now: datetime, *, version: int = 0, part: str = "",
    changes: Fields | None = None, undoes: int | None = None, says: str = "",
) -> None:  # fmt: skip
    """Append to the history of a draft."""
    await store.add_event(
        db, draft=draft.id, code=draft.code, version=version or draft.version, kind=kind, part=part, changes=changes or {},
        undoes=undoes, says=says, staff=staff.signature, staff_name=staff.name, at=now,
    )  # fmt: skip


async def open_for_change(db: Db, code: str) -> WorkingDraft:
    """Lock the draft; raises NotThere, WaitsForApproval."""
    draft = await store.draft_for_change(db, code=code)
    if draft is None:
        raise NotThere
    waiting = await store.proposal(db, code=code)
    if waiting is not None and waiting.id == draft.id:
        raise WaitsForApproval
    return draft


async def save(db: Db, code: str, part: Part, seen: int, fields: Fields, staff: Staff, now: datetime) -> Saved:
    """Save fields of one part as edited from version `seen`; fields that others changed meanwhile are merged or conflict.

    Raises NotThere, WaitsForApproval, NotUnderstood for fields of another part or of the wrong shape, DraftTooLong.
    """
    if surplus := fields.keys() - set(PARTS[part]):
        raise NotUnderstood("fields", what=", ".join(sorted(surplus)))
    return await save_fields(db, code, part, seen, fields, staff, now)


async def save_rule(
    db: Db, code: str, seen: int, content: Content, staff: Staff, now: datetime, *, shipped: Fields | None = None
) -> Saved:
    """Save rules and cases as edited from version `seen`; raises NotThere, WaitsForApproval, DraftTooLong.

    Takes rules that were read, never their JSON: whatever an editor sends passes the reader of rule files first.
    `shipped`: what both editors saw where the draft has no field of its own yet.
    """
    fields = {name: value for name, value in fields_of(as_json(content)).items() if name in RULE_FIELDS}
    return await save_fields(db, code, RULE, seen, fields, staff, now, shipped=shipped)


async def save_fields(
    db: Db, code: str, part: str, seen: int, fields: Fields, staff: Staff, now: datetime, *, shipped: Fields | None = None
) -> Saved:  # fmt: skip
    """Merge fields into a draft, as edited from version `seen`."""
    draft = await open_for_change(db, code)
    base = known(fields_at(draft, await store.changes_since(db, draft=draft.id, version=seen)), shipped)
    now_held = known(fields_of(draft.content), shipped)
    merged = {name: merge(base.get(name), now_held.get(name), value, name) for name, value in fields.items()}
    saved = await _store(db, draft, "saved", part, merged, staff, now)
    wanted = {
        name: merge(base.get(name), fields[name], now_held.get(name), name).value
        for name, one in merged.items()
        if one.conflicts
    }
    return msgspec.structs.replace(saved, wanted=wanted)


def as_json(value: Struct) -> dict[str, Any]:
    """Return a content or service with lists as in a draft: a tuple would differ from every list, and nothing be merged."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return found


def known(fields: Fields, shipped: Fields | None) -> Fields:
    """Return fields, and the shipped ones in place of those that aren't there."""
    return {**(shipped or {}), **{name: value for name, value in fields.items() if value is not None}}


async def save_service(db: Db, code: str, base: Fields, wanted: Fields, staff: Staff, now: datetime) -> Saved:
    """Merge a whole service, made from `base`, into its draft; raises NotThere, WaitsForApproval, DraftTooLong."""
    draft = await open_for_change(db, code)
    content = draft.content["service"]
    merged = {name: merge(base.get(name), content.get(name), value, name) for name, value in wanted.items()}
    return await _store(db, draft, "saved", "import", merged, staff, now)


async def undo(db: Db, code: str, part: str, staff: Staff, now: datetime) -> Saved:
    """Take back the newest change of this editor in a part; what others wrote since stays. Raises NothingToUndo."""
    draft = await open_for_change(db, code)
    last = last_undoable(await store.changes_since(db, draft=draft.id, version=0), part, staff.signature)
    if last is None:
        raise NothingToUndo
    service = fields_of(draft.content)
    merged = {name: merge(after, service.get(name), before, name) for name, (before, after) in last.changes.items()}
    return await _store(db, draft, "undone", part, merged, staff, now, undoes=last.version)


def last_undoable(events: list[DraftEvent], part: str, by: str) -> DraftEvent | None:
    """Return the newest save of an editor in a part that isn't undone yet; events newest first."""
    undone = {event.undoes for event in events if event.kind == "undone"}
    mine = (e for e in events if e.kind == "saved" and (e.part, e.staff) == (part, by))
    return next((event for event in mine if event.version not in undone), None)


def fields_at(draft: WorkingDraft, since: list[DraftEvent]) -> dict[str, Any]:
    """Return the fields as they were before the given changes (newest first): what an editor saw."""
    fields = fields_of(draft.content)
    for event in since:
        fields |= {name: before for name, (before, _) in event.changes.items()}
    return fields


def fields_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a save can change: the fields of the service, and those of its rule beside them."""
    return {**content["service"], **{name: content[name] for name in RULE_FIELDS if name in content}}


def with_fields(content: Mapping[str, Any], changed: Fields) -> dict[str, Any]:
    """Return a content with changed fields."""
    rule = {name: value for name, value in changed.items() if name in RULE_FIELDS}
    service = {name: value for name, value in changed.items() if name not in RULE_FIELDS}
    rule = {name: value for name, value in rule.items() if value is not None}  # an undo back to where there was none
    return {
        **{n: v for n, v in content.items() if n not in changed},
        **rule,
        "service": {**content["service"], **service},
    }


async def _store(
    db: Db, draft: WorkingDraft, kind: EventKind, part: str, merged: Mapping[str, Merged], staff: Staff, now: datetime,
    *, undoes: int | None = None,
) -> Saved:  # fmt: skip
    conflicts = tuple(conflict for one in merged.values() for conflict in one.conflicts)
    service = fields_of(draft.content)
    changes = {name: (service.get(name), one.value) for name, one in merged.items() if one.value != service.get(name)}
    if not changes:
        return Saved(version=draft.version, at=draft.changed_at, conflicts=conflicts)
    content = checked_shape(with_fields(draft.content, {name: after for name, (_, after) in changes.items()}))
    if staff.signature not in draft.writers:
        await separation.authorize(db, staff, "catalogue.edited", f"draft:{draft.id}", now)
        await note(db, staff.actor, "catalogue.draft_joined", f"service:{draft.code}", now)
    version = await store.change(db, id=draft.id, content=content, base=draft.base, by=staff.signature, at=now)
    await record(db, draft, kind, staff, now, version=version or 0, part=part, changes=changes, undoes=undoes)
    return Saved(version=version or draft.version, at=now, fields=tuple(changes), conflicts=conflicts)


def checked_shape(content: dict[str, Any]) -> dict[str, Any]:
    """Return a content as JSON of the right shape; raises NotUnderstood, DraftTooLong."""
    try:
        whole = msgspec.convert(content, Content)
    except msgspec.ValidationError as error:
        raise NotUnderstood("fields", what=str(error)) from error
    if len(msgspec.json.encode(whole)) > MOST_BYTES:
        raise DraftTooLong
    found: dict[str, Any] = msgspec.to_builtins(whole)
    return found


async def rebase(db: Db, catalogue: PublishedCatalogue, code: str, staff: Staff, now: datetime) -> Saved:
    """Bring what was published since into the draft; at a conflict the draft keeps its own words, and both are shown."""
    draft = await open_for_change(db, code)
    live = catalogue.get(code)
    if live is None or live.id == draft.base:
        return Saved(version=draft.version, at=draft.changed_at)
    before = await catalogue.version(db, draft.base) if draft.base else None
    base = as_json(content_of_version(before)) if before else {}
    theirs = as_json(content_of_version(live))
    merged = merge(base, draft.content, theirs)
    before_it = fields_of(draft.content)
    changes = {
        name: (before_it.get(name), value) for name, value in fields_of(merged.value).items() if value != before_it.get(name)
    }  # fmt: skip
    version = await store.change(
        db, id=draft.id, content=checked_shape(merged.value), base=live.id, by=draft.owner, at=now
    )
    await record(db, draft, "rebased", staff, now, version=version or 0, changes=changes)
    return Saved(version=version or draft.version, at=now, fields=tuple(changes), conflicts=merged.conflicts)


async def discard(db: Db, code: str, seen: int, staff: Staff, now: datetime) -> None:
    """End a draft without publishing; its last content stays in the history. Raises NotThere, WaitsForApproval, Conflict."""
    draft = await open_for_change(db, code)
    if draft.version != seen:
        raise DraftMovedOn
    await separation.authorize(db, staff, "catalogue.discarded", f"draft:{draft.id}", now)
    await store.remove(db, id=draft.id)
    await record(db, draft, "discarded", staff, now, changes={"service": (draft.content["service"], None)})
    await note(db, staff.actor, "catalogue.draft_discarded", f"service:{code}", now)


class DraftMovedOn(Conflict):
    """The draft has changed since the page was opened."""
