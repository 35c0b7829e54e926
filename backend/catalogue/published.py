"""Published catalogue in the memory of a process: versions in force today, and older ones on demand."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from backend.catalogue import store
from backend.catalogue.load import read_service, service_files
from backend.catalogue.tables import overlay
from backend.catalogue.tables import store as table_rows
from backend.catalogue.tables.types import JsonRow, RowInForce
from backend.catalogue.types import RequiredMaterial, Service
from backend.kit.messages import overrides
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.rules.rule import Rule, RuleFile, RuleTestCase

AT_ONCE = 20
"""Versions read from the database at a time: their JSON takes a process several times what is kept of it."""


class Version(Struct, frozen=True, kw_only=True):
    """Published version of a service with its rules."""

    id: UUID
    digest: str
    valid_from: date
    service: Service
    rules: tuple[Rule, ...] = ()
    instant: bool = False  # may the machine decide, as far as the version itself says
    cases: tuple[RuleTestCase, ...] | UnsetType = UNSET

    @property
    def content(self) -> "Content":
        """Return the content as it was published."""
        return Content(service=self.service, rules=self.rules, instant=self.instant, cases=self.cases)


class Content(Struct, frozen=True, kw_only=True):
    """Content of a version as it is stored and hashed.

    `cases`: the test cases of a rule that was written in the studio; UNSET, and left out of the bytes, where they stand in a rule file.
    """

    service: Service
    rules: tuple[Rule, ...] = ()
    instant: bool = False
    cases: tuple[RuleTestCase, ...] | UnsetType = UNSET

    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


class PublishedCatalogue:
    """All services in force by code; replaced as a whole after a publication."""

    def __init__(self) -> None:
        self.in_force: Mapping[str, Version] = {}
        self.switched: Mapping[str, bool] = {}
        self.braked: Mapping[str, store.ActiveBrake] = {}
        self.older: dict[UUID, Version] = {}
        self.closings: Mapping[str, store.VersionClosing] = {}
        self.rows: tuple[RowInForce, ...] | None = None
        self.edition = self.rows_edition = ""

    async def open(self, db: Db, on: date) -> None:
        """Load the versions in force on a day; only unknown versions are read from the database."""
        running: dict[str, UUID] = {}
        for one in await store.ids_in_force(db, on=on):
            running.setdefault(one.code, one.id)
        unknown = [id for id in running.values() if id not in self.older]
        read: dict[UUID, Version] = {}
        for at in range(0, len(unknown), AT_ONCE):
            stored = await store.versions(db, ids=unknown[at : at + AT_ONCE])
            read |= {one.id: read_version(one) for one in stored}
        switched = {s.code: s.instant for s in await store.switches(db)}
        rows = tuple(await table_rows.in_force(db, on=on))
        closings = {one.code: one for one in await store.closings(db, on=on)}
        braked = {brake.service: brake for brake in await store.brakes(db)}
        self.older.update(read)
        self.in_force = {code: self.older[id] for code, id in running.items()}
        self.switched, self.braked, self.closings = switched, braked, closings
        if rows != self.rows:
            self.rows, self.rows_edition = rows, put_rows(rows)
        said = self.rows_edition + "".join(f"{v.digest}{self.decides_at_once(v)}" for v in self.in_force.values())
        self.edition = sha256(said.encode()).hexdigest()[:16]

    def get(self, code: str) -> Version | None:
        """Return the version in force of a service."""
        return self.in_force.get(code)

    def is_closed(self, version: Version) -> bool:
        """Check whether a later version has closed this one for drafts."""
        closing = self.closings.get(version.service.code)
        return closing is not None and version.id != closing.id and version.valid_from <= closing.valid_from

    async def version(self, db: Db, id: UUID) -> Version:
        """Return any version by id, for example the one that a case started with."""
        if id not in self.older:
            self.older[id] = read_version(await store.version(db, id=id))
        return self.older[id]

    async def material(self, db: Db, version: UUID, slot: str) -> RequiredMaterial:
        """Return the material that a version asks for under this key. Raises NotThere."""
        for asked in (await self.version(db, version)).service.material:
            if asked.key == slot:
                return asked
        raise NotThere

    def decides_at_once(self, version: Version) -> bool:
        """Check that machine approval is switched on for this version and no brake is on."""
        code = version.service.code
        braked = "" in self.braked or code in self.braked
        return bool(version.rules) and not braked and self.switched.get(code, version.instant)


def put_rows(rows: Iterable[RowInForce]) -> str:
    """Put the changed rows of reference tables and texts of messages in force in this process; returns their edition."""
    changed: dict[str, dict[str, JsonRow]] = {}
    for row in rows:
        changed.setdefault(row.table_name, {})[row.key] = row.content
    overlay.replace(changed)
    overrides.put(changed.get("messages", {}))
    return overlay.edition()


def read_version(stored: store.StoredVersion) -> Version:
    """Convert a stored version."""
    content = msgspec.convert(stored.content, Content)
    return Version(
        id=stored.id, digest=stored.digest, valid_from=stored.valid_from,
        service=content.service, rules=content.rules, instant=content.instant, cases=content.cases,
    )  # fmt: skip


async def publish_files(db: Db, rule_files: Mapping[str, RuleFile], on: date) -> list[str]:
    """Publish the shipped catalogue files that changed since they were last published; returns the codes."""
    published = {v.code: v for v in reversed(await store.in_force(db, on=on))}
    changed: list[str] = []
    for path in service_files():
        content = content_of(read_service(path), rule_files)
        code = content.service.code
        if code in published and (published[code].digest == content.digest() or published[code].author != FILES):
            continue
        since = on if code in published else FIRST_EDITION
        await put_in_force(db, content, since, author=FILES, approver=FILES_APPROVER().text, reason=FILES_REASON().text)
        changed.append(code)
    return changed


FILES = "catalogue-files"
_messages = Messages.beside(__file__)
FILES_APPROVER, FILES_REASON = _messages.take("shipped.approver"), _messages.take("shipped.reason")
FIRST_EDITION = date(2026, 1, 1)  # the day the shipped catalogue is in force from; later changes begin on their day


def content_of(service: Service, rule_files: Mapping[str, RuleFile]) -> Content:
    """Join a service and its rule file."""
    rules = rule_files.get(service.code)
    return Content(service=service, rules=rules.rules, instant=rules.enabled) if rules else Content(service=service)


async def put_in_force(db: Db, content: Content, on: date, *, author: str, approver: str, reason: str) -> None:
    """Publish a content from a day on; earlier versions end there, later scheduled ones stay."""
    code = content.service.code
    await store.close_earlier(db, code=code, valid_from=on)
    await store.publish(
        db, code=code, digest=content.digest(), valid_from=on, content=msgspec.to_builtins(content), author=author,
        valid_to=await store.next_start(db, code=code, valid_from=on), approver=approver, reason=reason,
    )  # fmt: skip
