"""The worker's part: try a changed rule on every application of its service, batch by batch."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.answers import answers_of
from backend.cases.facts.gather import gather_facts, own_facts
from backend.cases.grants import store as grants
from backend.cases.grants.likely import AT_APPLYING
from backend.cases.grants.own import with_own
from backend.cases.rule_replay import store
from backend.cases.rule_replay.ask import rules_of
from backend.cases.rule_replay.compare import Tally, first_day, kind_of_change
from backend.cases.rule_replay.types import OpenDraft, RuleReplay, SubmittedCase
from backend.cases.services import CaseServices
from backend.cases.types import DecisionInputs
from backend.kit.clock import Clock, local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.residents.types import Assurance
from backend.rules.rule import Rule
from backend.rules.types import Facts

BATCH = 200
START = UUID(int=0)


class RulesCompared(Struct, frozen=True):
    """The rules that are live, those of the draft, and the first day on which they differ."""

    old: tuple[Rule, ...]
    new: tuple[Rule, ...]
    on: date


async def run(transaction: Transaction, services: CaseServices, id: UUID, clock: Clock) -> bool:
    """Try one changed rule; false where that is over, or a newer trial has taken its place. An interrupted run begins anew."""
    async with transaction() as db:
        replay = await store.begin(db, id=id, at=clock())
    if replay is None:
        return False
    tally, rules = Tally(), comparison(services, replay, clock())
    for batches in (
        submitted(transaction, services, replay, rules, tally),
        drafts(transaction, services, replay, rules, tally, clock),
    ):
        async for tried in batches:
            async with transaction() as db:
                if await store.advance(db, id=id, more=tried, at=clock()) is None:
                    return False
    counts = tally.shown(DisclosureRule.of(services.vault))
    async with transaction() as db:
        await store.finish(db, id=id, counts=msgspec.to_builtins(counts), at=clock())
    return True


def comparison(services: CaseServices, replay: RuleReplay, now: datetime) -> RulesCompared:
    """Return what is compared: the rules that are live, and those of the trial."""
    live, new = services.catalogue.get(replay.code), rules_of(replay)
    old = live.rules if live else ()
    return RulesCompared(old, new, first_day(old, new, local_date(now)))


async def submitted(
    transaction: Transaction, services: CaseServices, replay: RuleReplay, rules: RulesCompared, tally: Tally
) -> AsyncIterator[int]:
    """Count submitted cases from their sealed inputs; yields how many a batch had."""
    after = START
    while True:
        async with transaction() as db:
            batch = await store.submitted(db, service=replay.code, after=after, most=BATCH)
        for one in batch:
            kind = kind_of_change(rules.old, rules.new, sealed_facts(services, one), max(rules.on, one.decided_on))
            tally.add("running" if one.running else "past", kind, one.case_id, one.principal)
        if not batch:
            return
        yield len(batch)
        after = batch[-1].case_id


def sealed_facts(services: CaseServices, one: SubmittedCase) -> Facts:
    """Return the facts that the rule saw."""
    opened = services.vault.open(one.inputs, f"inputs:{one.decision}")
    return msgspec.json.decode(opened, type=DecisionInputs).facts


async def drafts(
    transaction: Transaction,
    services: CaseServices,
    replay: RuleReplay,
    rules: RulesCompared,
    tally: Tally,
    clock: Clock,
) -> AsyncIterator[int]:
    """Count open drafts from their answers and what registers have told already; yields how many a batch had."""
    after = START
    while True:
        async with transaction() as db:
            batch = await store.drafts(db, service=replay.code, after=after, most=BATCH)
            facts = [await draft_facts(db, services, one, (*rules.old, *rules.new), clock()) for one in batch]
        for one, known in zip(batch, facts, strict=True):
            tally.add("drafts", kind_of_change(rules.old, rules.new, known, rules.on), one.id, one.principal)
        if not batch:
            return
        yield len(batch)
        after = batch[-1].id


async def draft_facts(db: Db, services: CaseServices, draft: OpenDraft, rules: Sequence[Rule], now: datetime) -> Facts:
    """Return the facts of a draft as if it were complete and its person verified; no register is asked."""
    here = own_facts(Assurance.VERIFIED, "on file", None, complete=True) | AT_APPLYING
    known = gather_facts(rules, draft.facts, answers_of(services, draft), now, here)
    return with_own(known, await grants.own_of(db, person=draft.principal), local_date(now))
