"""Request a trial run of a draft's rules on existing applications, and read its progress."""

from datetime import datetime, timedelta
from uuid import uuid4

import msgspec

from backend.audit.log import note
from backend.cases.rule_replay import store
from backend.cases.rule_replay.types import REPLAY_RULE, RuleReplay, RuleToReplay
from backend.catalogue.drafting import read_drafts
from backend.catalogue.published import Content
from backend.kit.jobs import enqueue
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff
from backend.rules.rule import Rule

STUCK = timedelta(minutes=10)  # without a step; then another trial may be asked for


async def ask(db: Db, code: str, staff: Staff, now: datetime) -> None:
    """Request a trial run of the saved rules; a running one of the same rules continues. Raises NotThere."""
    draft = await read_drafts.draft_of(db, code)
    rules = msgspec.convert(draft.content, Content).rules
    if not rules:
        raise NotThere
    before = await store.latest(db, code=code)
    if before and at_work(before, now) and rules_of(before) == rules:
        return
    id = uuid4()
    await separation.authorize(db, staff, "catalogue.rule_tried", f"draft:{draft.id}", now)
    await store.replace(db, code=code, at=now)
    await store.add(db, id=id, code=code, rules=msgspec.to_builtins(rules), at=now)
    await note(db, staff.actor, "catalogue.rule_tried", f"service:{code}", now)
    await enqueue(db, REPLAY_RULE, RuleToReplay(id), once=f"{REPLAY_RULE}:{id}")


async def latest(db: Db, code: str) -> RuleReplay | None:
    """Return the newest trial of a service."""
    return await store.latest(db, code=code)


def at_work(replay: RuleReplay, now: datetime) -> bool:
    """Check whether a trial is waiting or running, and has moved lately."""
    return replay.state in {"waiting", "running"} and now - replay.changed_at < STUCK


def rules_of(replay: RuleReplay) -> tuple[Rule, ...]:
    """Return the rules that are tried."""
    return msgspec.convert(replay.rules, tuple[Rule, ...])
