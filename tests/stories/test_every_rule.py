"""Every rule is walked as its stories say: one of the cast, the sample registers over HTTP, the real form, the real submission.

The stories stand beside the rule (`[[story]]`): whoever applies for their own thing is approved, and whoever names another's licence, child,
deed or account finds a person. A rule without a yes isn't kept: docs/rules-with-a-person.md says why the others were handed over.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.cases.answers import Answer
from backend.cases.decisions import store as decision_store
from backend.cases.drafts import begin
from backend.cases.receipts import store as receipt_store
from backend.cases.submission import submit, things
from backend.catalogue import switches
from backend.catalogue.load import RULES
from backend.kit.clock import SHANGHAI
from backend.registers.attributes import attributes
from backend.registers.sample.bank import second_account
from backend.registers.sample.cast import account, cast
from backend.residents.types import Assurance, Staff
from backend.rules.decision import Decision
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import StoryCase
from tests.conftest import NOW, HeldClock
from tests.support.any_service import fill_in, hand_over_papers, proven

OPERATOR = Staff("001", "运维一", frozenset({"operator"}))
FILES = {path.stem: read_rule_file(path, attributes()) for path in sorted(RULES.glob("FT*.toml"))}
ANOTHERS = account(77)


def test_every_rule_has_a_yes_and_many_have_the_wrong_thing() -> None:
    without = [code for code, file in FILES.items() if not any(one.outcome == "approve" for one in file.stories)]
    assert without == []
    assert sum(one.outcome == "person" for file in FILES.values() for one in file.stories) >= 40
    assert all(one.stays for file in FILES.values() for one in file.stories if one.outcome == "person")


async def test_every_rule_says_yes_to_its_own(services: Any, db: Any, clock: HeldClock) -> None:
    """One yes of each rule, and the other outcome of every fifth; the night walks all stories."""
    first = {code: first_of_each_outcome(file.stories) for code, file in FILES.items()}
    await all_as_told(
        db, services, clock, {code: one if n % 5 == 0 else one[:1] for n, (code, one) in enumerate(first.items())}
    )


@pytest.mark.nightly("properties")
async def test_every_story_comes_out_as_it_is_told(services: Any, db: Any, clock: HeldClock) -> None:
    await all_as_told(db, services, clock, {code: list(file.stories) for code, file in FILES.items()})


def first_of_each_outcome(stories: Iterable[StoryCase]) -> list[StoryCase]:
    """The first story that is approved, then the first that isn't."""
    found: dict[str, StoryCase] = {}
    for one in stories:
        found.setdefault(one.outcome, one)
    return sorted(found.values(), key=lambda one: one.outcome != "approve")


async def all_as_told(db: Any, services: Any, clock: HeldClock, stories: Mapping[str, list[StoryCase]]) -> None:
    """Each story comes out as told, beginning where the one before did."""
    for code in stories:
        await switches.turn(db, code, True, OPERATOR, "试运行三个月", NOW)
    services.catalogue.switched = {**services.catalogue.switched, **dict.fromkeys(stories, True)}
    wrong = {}
    for code, story in ((code, one) for code, several in stories.items() for one in several):
        clock.now = moment_of(story)  # registers answer by it, and an answer has a date
        async with undone(db):
            if said := await differs(db, services, code, story):
                wrong[f"{code} {story.name}"] = said
    assert not wrong, "\n".join(f"{name}: {said}" for name, said in wrong.items())


@asynccontextmanager
async def undone(db: Any) -> AsyncIterator[None]:
    """What happens inside is taken back, so that each story begins where the one before did."""
    transaction = db.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


async def differs(db: Any, services: Any, code: str, story: StoryCase) -> str:
    """What came out differently, in words; empty if nothing did."""
    decision, approved, receipt = await walked(db, services, code, story)
    signed = receipt and services.signer.read(receipt.jws)
    if story.outcome == "approve":
        fits = approved and signed and signed.service == code and signed.outcome == "approve"
        return "" if fits else f"not approved: {list(not_met(decision))}"
    if approved:
        return "approved"
    open_ones = set(not_met(decision))
    return "" if set(story.stays) <= open_ones else f"stays because of {sorted(open_ones)}"


def not_met(decision: Decision) -> Iterator[str]:
    """The requirements that aren't proven."""
    return (reason.says for reason in decision.reasons if reason.answer != "yes")


def moment_of(story: StoryCase) -> datetime:
    """When it is told to happen: at ten of its day."""
    return datetime.combine(story.on, time(10), SHANGHAI) if story.on else NOW


async def walked(db: Any, services: Any, code: str, story: StoryCase) -> tuple[Decision, bool, Any]:
    """Filled in and handed in as the story says."""
    now = moment_of(story)
    member = cast()[story.who]
    acting = await proven(db, services, member, now=now)
    case = (await begin.open_draft(lambda: nullcontext(db), services, acting, code, now)).id
    given: dict[str, Answer] = {
        key: {"ANOTHER": ANOTHERS, "SECOND": second_account(member)}.get(answer, answer)
        if isinstance(answer, str)
        else list(answer)
        for key, answer in story.answers.items()
    }
    await fill_in(db, services, acting, case, code, now, given)
    await hand_over_papers(db, services, acting, case)
    await things.ask_registers(lambda: nullcontext(db), services, acting, case, now)
    outcome = await submit.submit(db, services, acting, case, uuid4(), now)
    stored = await decision_store.latest_decision(db, case_id=case, principal=acting.principal)
    receipt = await receipt_store.receipt_of(db, case_id=case, principal=acting.principal)
    return decided(services, stored), outcome.approved, receipt


def decided(services: Any, stored: Any) -> Decision:
    """The decision as it is stored."""
    return msgspec.json.decode(services.vault.open(stored.result, f"result:{stored.id}"), type=Decision)


async def handed_in(
    db: Any, services: Any, code: str, who: str, given: dict[str, Answer], assurance: Assurance
) -> UUID:
    """A complete case, not yet submitted."""
    acting = await proven(db, services, cast()[who], assurance)
    case = (await begin.open_draft(lambda: nullcontext(db), services, acting, code, NOW)).id
    await fill_in(db, services, acting, case, code, told=given)
    await hand_over_papers(db, services, acting, case)
    await things.ask_registers(lambda: nullcontext(db), services, acting, case, NOW)
    return case


OWN_COMPANY: dict[str, Answer] = {"pollute_code": "91440304MA5F00017P", "pollute_kind": "print"}


async def test_the_same_with_the_switch_off_goes_to_a_person(services: Any, db: Any) -> None:
    acting = await proven(db, services, cast()["shen_lihua"])
    case = await handed_in(db, services, "FT1320009", "shen_lihua", OWN_COMPANY, Assurance.VERIFIED)
    assert not (await submit.submit(db, services, acting, case, uuid4(), NOW)).approved


async def test_a_card_in_a_photo_is_not_a_person(services: Any, db: Any) -> None:
    acting = await proven(db, services, cast()["huang_zhiqiang"], Assurance.DOCUMENT)
    services.catalogue.switched = {**services.catalogue.switched, "FT0620002": True}
    case = await handed_in(db, services, "FT0620002", "huang_zhiqiang", {}, Assurance.DOCUMENT)
    assert not (await submit.submit(db, services, acting, case, uuid4(), NOW)).approved


async def test_registers_that_hang_leave_the_thing_to_a_person(services: Any, db: Any, sample_world: str) -> None:
    services.catalogue.switched = {**services.catalogue.switched, "FT1320009": True}
    acting = await proven(db, services, cast()["shen_lihua"])
    case = (await begin.open_draft(lambda: nullcontext(db), services, acting, "FT1320009", NOW)).id
    await fill_in(db, services, acting, case, "FT1320009", told=OWN_COMPANY)
    await hand_over_papers(db, services, acting, case)
    # nobody was asked: as if no register had answered in time
    assert not (await submit.submit(db, services, acting, case, uuid4(), NOW)).approved
    stored = await decision_store.latest_decision(db, case_id=case, principal=acting.principal)
    assert {one.attribute for one in decided(services, stored).missing} >= {"organisation_authority"}
