"""What-if analysis: every stored decision of a service under other rules, from its sealed inputs; ids and counts only."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.decisions.inputs import open_inputs
from backend.cases.decisions.replay import LAST_ID, stored_decisions
from backend.kit.crypto import Vault
from backend.kit.sql import Db
from backend.rules.decide import decide
from backend.rules.decision import Decision
from backend.rules.rule import Rule, in_force
from backend.rules.types import Facts

Change = Literal["same", "gained", "lost", "more", "less", "other"]


class Difference(Struct, frozen=True, kw_only=True):
    """A decision under other rules: kind of change, amounts, failed requirements and missing facts."""

    decision: UUID
    change: Change
    on: date
    before: int | None  # the amount granted; nothing where nothing is paid or a person decides
    after: int | None
    because: tuple[str, ...]
    not_known: tuple[str, ...]


class WhatIfSummary(Struct, frozen=True, kw_only=True):
    """Totals of a what-if analysis."""

    service: str
    decisions: int
    changes: dict[str, int]
    yuan_before: int
    yuan_after: int


async def what_if(db: Db, vault: Vault, service: str, rules: Sequence[Rule]) -> AsyncIterator[Difference]:
    """Compare every decision of this service with other rules, unchanged ones included."""
    async for stored in stored_decisions(db, UUID(int=0), UUID(int=LAST_ID)):
        if stored.service == service and stored.decided_by == "rule":
            inputs = open_inputs(vault, stored)
            before = msgspec.json.decode(vault.open(stored.result, f"result:{stored.id}"), type=Decision)
            yield compare_decision(stored.id, before, rules, inputs.facts)


def compare_decision(id: UUID, before: Decision, rules: Sequence[Rule], facts: Facts) -> Difference:
    """Compare one decision with the other rules on the same facts; on their first day if they begin later."""
    on = before.on if in_force(rules, before.on) else max(before.on, min(rule.valid_from for rule in rules))
    after = decide(rules, facts, on)
    return Difference(
        decision=id, change=change(before, after), on=on, before=amount(before), after=amount(after),
        because=tuple(r.says for r in after.reasons if r.answer != "yes"), not_known=tuple(m.attribute for m in after.missing),
    )  # fmt: skip


def change(before: Decision, after: Decision) -> Change:
    """Classify the difference between two decisions."""
    if before.outcome != after.outcome:
        return "gained" if after.outcome == "approve" else "lost"
    was, now = amount(before), amount(after)
    if was == now:
        return "same" if (before.grant and before.grant.says) == (after.grant and after.grant.says) else "other"
    return "more" if (now or 0) > (was or 0) else "less"


def amount(decision: Decision) -> int | None:
    """The amount granted."""
    return decision.grant.amount if decision.grant else None


def summarize(service: str, differences: Iterable[Difference]) -> WhatIfSummary:
    """Sum up counts and amounts."""
    every = list(differences)
    return WhatIfSummary(
        service=service, decisions=len(every), changes=dict(sorted(Counter(d.change for d in every).items())),
        yuan_before=sum(d.before or 0 for d in every), yuan_after=sum(d.after or 0 for d in every),
    )  # fmt: skip
