"""The step as a guide has it, read from the rows of the case: keys and words for `view`, values only of what she has opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args
from uuid import UUID

from msgspec import Struct

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.answers import Answer, answers_of
from backend.cases.drafts.display import display_answer
from backend.cases.drafts.helper_page import known_of_principal
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import FormField, Service
from backend.catalogue.vocabulary import CheckName
from backend.guidance import lifecycle, store
from backend.guidance.guide import Guide, guided_by
from backend.guidance.service import Proposed, proposed, words_of
from backend.guidance.types import NOWHERE, GuidedEvent, GuidedSession
from backend.guidance.view import KnownPaper, PaperState, SeenStep, WhatIsThere, may_open, seen_step
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.types import Material
from backend.residents import service as residents
from backend.residents.types import Acting

CHECKS = frozenset(get_args(CheckName))


class GuideScreen(Struct, frozen=True, kw_only=True):
    """What a guide has before them: the session, her step once she has let them in, what was said, and earlier notes."""

    session: GuidedSession
    until: datetime | None
    step: SeenStep
    hint: str = ""
    proposal: Proposed | None = None
    notes: tuple[str, ...] = ()


async def guide_screen(db: Db, services: CaseServices, guide: Guide, id: UUID, now: datetime) -> GuideScreen:
    """The screen of a guide at this moment; raises NotThere when it is over or somebody else's."""
    session = await guided_by(db, guide, id, now)
    ids = [one for one in (session.hint, session.proposal) if one is not None]
    said = await store.said_in(db, session=id, ids=ids)
    by_id = {one.id: one for one in said}
    return GuideScreen(
        session=session, until=lifecycle.standing(session, now).until, step=await step_for_guide(db, services, session),
        hint=words_of(services.vault, by_id.get(session.hint)) if session.hint else "",
        proposal=proposed(services.vault, by_id.get(session.proposal)) if session.proposal else None,
        notes=notes_of(services, said) if guide.role == "officer" else (),
    )  # fmt: skip


def notes_of(services: CaseServices, said: list[GuidedEvent]) -> tuple[str, ...]:
    """The notes of the desks so far."""
    return tuple(words_of(services.vault, one) for one in said if one.kind in ("noted", "handed_over") and one.said)


async def step_for_guide(db: Db, services: CaseServices, session: GuidedSession) -> SeenStep:
    """Her step as a guide may see it; nothing before she has let them in."""
    if session.state != "active":
        return seen_step(NOWHERE, None)
    if session.case_id is None:
        version = services.catalogue.get(session.service)
        return seen_step(session.step, version.service if version else None)
    case = await case_store.get(db, id=session.case_id, principal=session.person)
    service = (await services.catalogue.version(db, case.service_version)).service
    return seen_step(session.step, service, await what_is_there(db, services, session, case, service))


async def what_is_there(
    db: Db, services: CaseServices, session: GuidedSession, case: Case, service: Service
) -> WhatIsThere:
    """Read the rows of the case. Of a case that was handed in only where it stands."""
    if not flow.is_being_filled_in(case):
        return WhatIsThere(state=case.state)
    values = await values_of(db, services, session, case, service)
    papers = await materials.of_case(db, case_id=case.id, principal=session.person)
    here = {field.key: field for field in service.field if may_open(field)}
    opened = {key: shown_as(here[key], values.get(key)) for key in session.opened if key in here}
    filled = frozenset(key for key, value in values.items() if value)
    if session.page == "questions" and session.filled is not None:
        filled |= frozenset(session.filled)
    return WhatIsThere(
        filled=filled, papers={one.slot: known_paper(one) for one in papers}, state=case.state, opened=opened
    )  # fmt: skip


async def values_of(
    db: Db, services: CaseServices, session: GuidedSession, case: Case, service: Service
) -> Mapping[str, Answer]:
    """What stands on her screen, by key: her answers, and what registers and her document know. It stays in this module."""
    acting = Acting(person=session.person, principal=session.person)
    known = await known_of_principal(db, services, acting, service.field)
    who = await residents.identity_of(db, services.vault, session.person)
    account = {
        field.key: "known" for field in service.field if field.prefill == "payable_account" and who.payable_account
    }
    return {**account, **{key: value for key, (value, _) in known.items()}, **answers_of(services, case)}


def shown_as(field: FormField, value: Answer | None) -> str:
    """An answer as people read it."""
    return display_answer(field, value) if value else ""


def known_paper(material: Material) -> KnownPaper:
    """How a paper stands: verdict and checks, without a word of what was read on it."""
    state: PaperState = (
        "reading" if material.waits else "could_not_tell" if material.overruled else material.verdict or "reading"
    )
    found = tuple(
        (one["check"], one["outcome"]) for one in material.findings if one.get("check") in CHECKS and one.get("outcome") != "passed"
    )  # fmt: skip
    return KnownPaper(state, found)
