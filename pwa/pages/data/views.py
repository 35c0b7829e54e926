"""What is held of a person, by page: overview, one value of a register, and closing the account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.privacy import closure, objections, store
from backend.privacy.export import export
from backend.privacy.types import AccountClosure, Objection, RetentionClass
from backend.registers.attributes import attributes
from backend.residents.disclosure import may_read
from backend.residents.types import Acting
from pwa.pages.data import readable
from pwa.pages.data.readable import FactRow, PlaceLink, SheetSection
from pwa.views.parts import SummaryRow


class OwnObjection(Struct, frozen=True):
    """What the person said is wrong, and what came of it."""

    label: str
    said: str
    stored: Objection


class MyData(Struct, frozen=True, kw_only=True):
    """The overview; `proven`: may the answers of registers be read; `closing`: the closure that was asked for."""

    who: list[SummaryRow]
    facts: list[FactRow]
    others: list[PlaceLink]
    objections: list[OwnObjection]
    proven: bool
    closing: AccountClosure | None


class FactPage(Struct, frozen=True):
    """One value of a register, to object to; one row for each source."""

    rows: list[FactRow]
    label: str
    name: str


class RunningCase(Struct, frozen=True):
    """A case that the closure waits for."""

    id: UUID
    name: str


class ClosurePage(Struct, frozen=True):
    """What closing the account means: what goes, what stays, and what is still running."""

    asked: AccountClosure | None
    goes: list[str]
    stays: list[RetentionClass]
    running: list[RunningCase]


async def my_data(db: Db, services: CaseServices, acting: Acting, now: datetime) -> MyData:
    """Collect the overview, numbers masked."""
    tables = (await export(db, services.vault, acting.person, acting.assurance, now))["held"]
    return MyData(
        who=[*readable.who(tables, masked=True), readable.proof(tables)], facts=readable.facts(tables, now), others=readable.places(tables),
        objections=await own_objections(db, services, acting), proven=may_read(acting.assurance),
        closing=await store.closing(db, person=acting.person),
    )  # fmt: skip


async def own_objections(db: Db, services: CaseServices, acting: Acting) -> list[OwnObjection]:
    """List what the person said is wrong."""
    known, stored = attributes(), await store.objections(db, person=acting.person)
    return [
        OwnObjection(known[one.attribute].label, objections.words_of(services.vault, one), one)
        for one in stored if one.attribute in known
    ]  # fmt: skip


async def sheet(db: Db, exported: Mapping[str, Any], services: CaseServices, now: datetime) -> list[SheetSection]:
    """Put an export on a sheet of paper, nothing masked."""
    tables = exported["held"]
    names = {
        case["service_version"]: await name_of(db, services, case["service_version"])
        for case in tables["cases"]["rows"]
    }
    return readable.sections(tables, names, now)


async def name_of(db: Db, services: CaseServices, version: UUID) -> str:
    """Name the service of a version."""
    return (await services.catalogue.version(db, version)).service.name


async def fact_page(db: Db, services: CaseServices, acting: Acting, now: datetime, name: str) -> FactPage:
    """Show what is known under this name; raises NotThere when nothing is."""
    tables = (await export(db, services.vault, acting.person, acting.assurance, now))["held"]
    found = [row for row in readable.facts(tables, now) if row.name == name]
    if not found:
        raise NotThere
    return FactPage(found, found[0].label, name)


async def closure_page(db: Db, services: CaseServices, acting: Acting) -> ClosurePage:
    """Say what closing means for this person."""
    running = await store.running_cases(db, person=acting.person)
    return ClosurePage(
        await store.closing(db, person=acting.person), closure.erased_on_closure(), closure.kept_after_closure(),
        [RunningCase(one.id, await name_of(db, services, one.service_version)) for one in running],
    )  # fmt: skip
