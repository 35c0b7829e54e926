"""Progress of identity proofing, step by step, as the pages show it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from auth.identity import store
from auth.identity.captures import Captures
from auth.identity.proofing import attempts_left, is_waiting
from auth.identity.steps import findings_of, steps
from auth.identity.types import IdentityRequest, ProofingAttempt, ProofingStep
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import consents
from backend.residents.types import Assurance

_messages = Messages.beside(__file__)
_words = _messages.words

StepState = Literal["done", "todo", "later", "reading", "problem", "used_up", "person"]


class StepProgress(Struct, frozen=True, kw_only=True):
    """One step as it stands."""

    step: ProofingStep
    state: StepState
    agreed: bool
    left: int
    findings: list[dict[str, str]]


class ProofingProgress(Struct, frozen=True, kw_only=True):
    """All of it, as the pages show it."""

    level: Assurance
    steps: tuple[StepProgress, ...]
    request: IdentityRequest | None

    def step(self, key: str) -> StepProgress:
        """One of the steps; NotThere for one that isn't offered here."""
        for one in self.steps:
            if one.step.key == key:
                return one
        raise NotThere


async def progress_of(
    db: Db, captures: Captures, person: UUID, level: Assurance, now: datetime, *, face: bool
) -> ProofingProgress:
    """Read a person's progress; `face`: this installation compares faces."""
    ready = await captures.portrait_seconds(person) > 60  # less wouldn't last until the pictures are taken
    offered = [step for step in steps().step if face or step.key != "face"]
    asked = await store.request_of(db, person=person)
    looking = asked is not None and asked.open
    found = [
        await step_progress(db, person, step, level, ready=ready or not face, looking=looking, now=now)
        for step in offered
    ]
    return ProofingProgress(level=level, steps=tuple(found), request=asked if asked and is_visible(asked) else None)


async def step_progress(
    db: Db, person: UUID, step: ProofingStep, level: Assurance, *, ready: bool, looking: bool, now: datetime
) -> StepProgress:
    """One step, with what the newest try came to."""
    latest = await store.latest_try(db, person=person, step=step.key)
    left = await attempts_left(db, person, step.key, now)
    agreed = await consents.has_consent(db, person, step.consent)
    state = state_of(step, level, latest, left, ready=ready, looking=looking, now=now)
    codes = latest.reasons if latest is not None and state == "problem" else []
    if latest is not None and latest.state == "waiting" and state == "problem":
        codes = ["too_late"]
    return StepProgress(step=step, state=state, agreed=agreed, left=left, findings=findings_of(codes))


def state_of(
    step: ProofingStep,
    level: Assurance,
    latest: ProofingAttempt | None,
    left: int,
    *,
    ready: bool,
    looking: bool,
    now: datetime,
) -> StepState:
    """The one word for a step; pure. A doubt is a person's only while one still looks: answered or taken back, the step is open again."""
    wanted = Assurance[step.level.upper()]
    again = step.key == "document" and level < Assurance.VERIFIED and not ready
    if level >= wanted and not again:
        return "done"
    if latest is not None and is_waiting(latest, now):
        return "reading"
    if step.after and not ready:
        return "later"
    if looking and latest is not None and latest.state == "doubtful":
        return "person"
    if left <= 0:
        return "used_up"
    return "problem" if latest is not None and latest.state in ("failed", "waiting") else "todo"


def is_visible(asked: IdentityRequest) -> bool:
    """May the person see this request? A request that would reveal another account with the number shows only after they asked themselves."""
    return asked.cause != "held_elsewhere" or asked.day is not None


TASK = {
    "done": "done", "todo": "todo", "later": "later", "reading": "reading", "problem": "problem", "used_up": "later",
    "person": "reading",
}  # fmt: skip


def tasks(found: ProofingProgress) -> list[dict[str, Any]]:
    """The steps as ui.task_list shows them."""
    return [
        {
            "name": one.step.title, "hint": hint(one, found.level), "status": TASK[one.state],
            "href": f"/me/identity/{one.step.key}" if one.state in ("todo", "problem", "reading") else "",
        }
        for one in found.steps
    ]  # fmt: skip


def hint(one: StepProgress, level: Assurance) -> str:
    """Hint below a step; a checked card is photographed again only for the face comparison."""
    if one.state == "todo" and level >= Assurance[one.step.level.upper()]:
        return ONCE_MORE().text
    return HINTS.get(one.state, one.step.short)


HINTS, ONCE_MORE = _words("HINTS"), _messages.take("once_more")
