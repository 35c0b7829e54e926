"""The page about what residents were told by themselves: the ledger, and how far it led. Counts, none under twenty."""

from datetime import datetime, timedelta

from msgspec import Struct

from backend.campaigns.ledger import FunnelLine, LedgerLine, funnel, ledger
from backend.campaigns.types import SuppressReason
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.rules import wording

SPAN = timedelta(days=90)
_messages = Messages.beside(__file__)
AGES = _messages.texts("ages", Audience.OFFICER)
REASONS = _messages.words("SuppressReason", SuppressReason)


class NamedLedger(Struct, frozen=True):
    """The ledger of one service, with its name and the reasons in words."""

    name: str
    line: LedgerLine
    reasons: list[tuple[str, int | None]]


class NamedFunnel(Struct, frozen=True):
    """How far it led, of all, in one street or in one band of ages."""

    name: str
    who: str
    steps: tuple[int | None, ...]


class RemindersPage(Struct, frozen=True):
    """The last days: the ledger, and the funnel."""

    days: int
    ledger: list[NamedLedger]
    funnel: list[NamedFunnel]


async def reminders_page(db: Db, services: CaseServices, shown: DisclosureRule, now: datetime) -> RemindersPage:
    """Count the last 90 days."""
    since = now - SPAN
    return RemindersPage(
        SPAN.days,
        [named_ledger(services, one) for one in await ledger(db, since, shown)],
        [named_funnel(services, one) for one in await funnel(db, since, shown, local_date(now))],
    )


def named_ledger(services: CaseServices, line: LedgerLine) -> NamedLedger:
    """Put one line into words."""
    return NamedLedger(name_of(services, line.service), line, [(REASONS[key], n) for key, n in line.reasons.items()])


def named_funnel(services: CaseServices, line: FunnelLine) -> NamedFunnel:
    """Put one line into words."""
    return NamedFunnel(name_of(services, line.service), who_of(line), line.steps)


def who_of(line: FunnelLine) -> str:
    """The street or the ages of one line; "" for all."""
    if line.ages is not None:
        first, below = line.ages
        return AGES("from", first=first) if below is None else AGES("between", first=first, last=below - 1)
    return wording.place(line.street) if line.street else ""


def name_of(services: CaseServices, code: str) -> str:
    """The name of a service; its code if it is no longer in force."""
    version = services.catalogue.get(code)
    return version.service.name if version else code
