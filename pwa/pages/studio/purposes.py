"""The page of purposes for which sensitive attributes may choose an audience."""

from uuid import UUID

from msgspec import Struct

from backend.campaigns import purposes
from backend.campaigns.store import PurposeRow
from backend.kit.messages.formats import day
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.residents.separation import is_permitted
from backend.residents.types import Staff
from pwa.pages.studio.audience import AudienceOption
from pwa.views.parts import FormError

STATES = Messages.beside(__file__).words("PurposeState")


class PurposeLine(Struct, frozen=True, kw_only=True):
    """One purpose; `may_decide`: this member of staff may approve or decline it."""

    id: UUID
    label: str
    says: str
    state: str
    standing: str
    until: str
    may_decide: bool


class PurposesPage(Struct, frozen=True, kw_only=True):
    """What was asked and approved, and the form."""

    lines: list[PurposeLine]
    choices: list[AudienceOption]
    attribute: str = ""
    says: str = ""
    errors: list[FormError] = []


async def purposes_page(db: Db, staff: Staff) -> PurposesPage:
    """Show every purpose to a member of staff."""
    return PurposesPage(
        lines=[await line(db, staff, one) for one in await purposes.purposes(db)],
        choices=[AudienceOption(one.name, one.label) for one in purposes.sensitive_attributes()],
    )


async def line(db: Db, staff: Staff, one: PurposeRow) -> PurposeLine:
    """Show one purpose."""
    known = attributes().get(one.attribute)
    may = one.state == "asked" and "publisher" in staff.roles
    return PurposeLine(
        id=one.id, label=known.label if known else one.attribute, says=one.says, state=one.state, standing=STATES[one.state],
        until=day(one.ends_on) if one.ends_on and one.state == "approved" else "",
        may_decide=may and await is_permitted(db, staff, "audience.purpose_approved", f"purpose:{one.id}"),
    )  # fmt: skip
