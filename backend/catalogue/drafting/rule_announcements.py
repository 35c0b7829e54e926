"""What a draft prepares for those whom its rule concerns: a watch for whom it begins to fit, a sentence about another amount."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

import msgspec

from backend.catalogue.announcements import Announcement
from backend.catalogue.drafting import save_draft
from backend.catalogue.drafting.service_parts import RULE
from backend.catalogue.drafting.types import Saved
from backend.catalogue.lint.announcements import LONGEST, is_sentence
from backend.catalogue.published import Content
from backend.catalogue.sources import PROPOSAL
from backend.kit.problems import Conflict, Refusal
from backend.kit.sql import Db
from backend.residents.types import Staff
from backend.rules.rule import Rule

AMOUNT_DAYS = 30  # before the month of another amount, as campaigns/amount_changes.py has it


class AnnouncedAlready(Conflict):
    """The service tells those whom its rule begins to fit already."""


class SentenceUnfit(Refusal):
    """The sentence about another amount is too long, or isn't one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def announce(db: Db, code: str, days: int, staff: Staff, now: datetime) -> Saved:
    """Prepare an announcement in the draft: residents are told some days before the rule begins to fit them. Raises AnnouncedAlready."""
    draft = await save_draft.open_for_change(db, code)
    service = msgspec.convert(draft.content, Content).service
    if any(one.when == "eligible" for one in service.announce):
        raise AnnouncedAlready
    watch = Announcement(key="eligible", when="eligible", days=days, source=PROPOSAL)
    fields = {"announce": [*map(save_draft.as_json, service.announce), save_draft.as_json(watch)]}
    return await save_draft.save_fields(db, code, RULE, draft.version, fields, staff, now)


def amount_changes(rules: Sequence[Rule]) -> list[tuple[int, int]]:
    """Return the monthly amounts that the latest version changes, row by row: before and from its first day on."""
    latest = sorted(rules, key=lambda one: one.valid_from)[-2:]
    if len(latest) < 2:
        return []
    rows = zip(*(one.grant for one in latest), strict=False)
    return [
        (before.amount, after.amount) for before, after in rows
        if before.period == after.period == "month" and before.amount and after.amount and before.amount != after.amount
    ]  # fmt: skip


def with_amount_message(announced: Sequence[Announcement], says: str) -> tuple[Announcement, ...]:
    """Return announcements with the sentence about another amount, in place of the one before."""
    others = [one for one in announced if one.when != "amount"]
    return (*others, Announcement(key="amount", when="amount", days=AMOUNT_DAYS, source=PROPOSAL, says=says))


async def announce_amount(db: Db, code: str, says: str, staff: Staff, now: datetime) -> Saved:
    """Prepare in the draft what holders of a running grant are told about another amount; raises SentenceUnfit."""
    draft = await save_draft.open_for_change(db, code)
    announced = with_amount_message(msgspec.convert(draft.content, Content).service.announce, says)
    if not is_sentence(announced[-1]):
        raise SentenceUnfit(most=LONGEST)
    fields = {"announce": [save_draft.as_json(one) for one in announced]}
    return await save_draft.save_fields(db, code, RULE, draft.version, fields, staff, now)
