"""Pages about the helpers of one case: what they read, and the comparison of one answer."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases import flow, store
from backend.cases.drafts.display import display_answer
from backend.cases.helping.helpers import helpers_of
from backend.cases.helping.masked_fields import MaskedField, attempts_left, comparable, masked_fields, may_open
from backend.cases.lock import not_claimed
from backend.cases.services import CaseServices
from backend.catalogue.types import FormField, Service
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.types import Acting


class HiddenAnswer(Struct, frozen=True):
    """One answer that helpers don't read; `address`: where it is opened or closed, "" where it never is."""

    label: str
    value: str
    open: bool
    address: str


class HelpersPage(Struct, frozen=True, kw_only=True):
    """Who may work in a case, whether they can just now, and what they don't read."""

    service: Service
    names: list[str]
    claimed: bool
    hidden: list[HiddenAnswer]
    back: str


class ComparePage(Struct, frozen=True, kw_only=True):
    """One answer to compare, with the tries that are left."""

    service: Service
    field: FormField
    left: int
    back: str
    step: str = ""
    leave: str = ""


async def helpers_page(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> HelpersPage | None:
    """Collect the page for the principal; None once the case was handed in."""
    case = await store.get(db, id=id, principal=acting.principal)
    if not flow.is_being_filled_in(case):
        return None
    helpers = await helpers_of(db, services, case.principal, case.service, now)
    return HelpersPage(
        service=(await services.catalogue.version(db, case.service_version)).service, names=[one.name for one in helpers],
        claimed=await store.claimed_at(db, id=id, principal=case.principal) is not None,
        hidden=[hidden_answer(id, one) for one in await masked_fields(db, services, acting, case)], back=f"/cases/{id}",
    )  # fmt: skip


def hidden_answer(case: UUID, masked: MaskedField) -> HiddenAnswer:
    """Row of one answer; the principal sees the value that would be opened."""
    there = f"/cases/{case}/fields/{masked.field.key}/{'closing' if masked.open else 'opening'}"
    address = there if may_open(masked.field) else ""
    return HiddenAnswer(
        masked.field.label.rstrip("？?"), display_answer(masked.field, masked.value), masked.open, address
    )


async def compare_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, key: str, now: datetime
) -> ComparePage:
    """Collect the page for a helper; raises NotThere for what can't be compared, CaseClaimed."""
    case = await store.get(db, id=id, principal=acting.principal)
    if not acting.masked or not flow.is_being_filled_in(case):
        raise NotThere
    await not_claimed(db, acting, id)
    masked = await comparable(db, services, acting, case, key)
    return ComparePage(
        service=(await services.catalogue.version(db, case.service_version)).service, field=masked.field,
        left=await attempts_left(db, case, key, now), back=f"/cases/{id}",
    )  # fmt: skip
