"""Copies of an inbox message on devices and as short messages: decided when one is about to go, by what the person wishes at that moment.

Consent, switches and quiet hours are one set for all channels (`decide.decide_copy`). Several things told by one message go out if one of
them may.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from backend.campaigns import store
from backend.campaigns.decide import decide_copy
from backend.campaigns.store import CopyRow
from backend.campaigns.types import (
    PURPOSE,
    CaseTopic,
    Defer,
    MessageFacts,
    QuietHours,
    Recipient,
    Send,
    Suppress,
    Verdict,
)
from backend.kit.sql import Db
from backend.residents.consents import purpose_of


async def copy_of(db: Db, notice: UUID) -> CopyRow | None:
    """Read a message with the wishes of its person; None if it is gone."""
    return await store.copy_of(db, notice=notice, purpose=PURPOSE, version=purpose_of(PURPOSE).version)


def decide_copies(
    row: CopyRow, switch: CaseTopic, expires_at: datetime, now: datetime, *, urgent: bool = False
) -> Verdict:
    """Decide whether copies of a message go now. `switch`: what turns off copies of this topic; `urgent`: see `decide_copy`."""
    person = as_recipient(row)
    own = MessageFacts(kind="case", topic=switch, expires_at=expires_at, sms=True, urgent=urgent)
    verdict = decide_copy(person, own, now)
    if isinstance(verdict, Suppress) or not row.about:
        return verdict
    told = [MessageFacts(kind=k, topic=t, expires_at=until, sms=True) for k, t, until in row.about]
    return first_that_may([decide_copy(person, one, now) for one in told])


def first_that_may(verdicts: Sequence[Verdict]) -> Verdict:
    """The best of some verdicts: one that sends, else one that waits, else the first reason against it."""
    return next(one for kind in (Send, Defer, Suppress) for one in verdicts if isinstance(one, kind))


def as_recipient(row: CopyRow) -> Recipient:
    """The person as the decision about a copy sees them."""
    return Recipient(
        account=row.open, consent=row.consent, off=frozenset(row.off), device=row.device, phone=row.phone,
        quiet=QuietHours(row.quiet_from, row.quiet_until, row.zone),
    )  # fmt: skip
