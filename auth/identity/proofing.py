"""Identity proofing: submitting pictures within limits, and the job that evaluates them."""

from collections.abc import Hashable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Literal, Protocol
from uuid import UUID, uuid4

from msgspec import Struct

from auth.identity import evaluation as judging
from auth.identity import store
from auth.identity.captures import SECONDS, Captures
from auth.identity.liveness import Liveness
from auth.identity.results import apply_proof
from auth.identity.steps import FREE, blamed_digests, step_of
from auth.identity.types import Pictures, ProofingAttempt, StepKey, ToProve, TryState
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.identity_number import IdentityNumber
from backend.kit.jobs import enqueue
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.materials.reading.face_types import FacesSeen
from backend.materials.reading.types import ExpectedDocument, Reading
from backend.registers import portraits
from backend.registers.types import Subject
from backend.registers.verify_person import known_and_alive
from backend.residents import consents
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance, Identity

PROVE = "prove-identity"
PURPOSE = "identity-proofing"
MOST_TRIES = 5
WINDOW = timedelta(hours=24)


class TriesUsed(Refusal):
    """Five tries came to nothing; the other ways are open."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class SamePhoto(Refusal):
    """A picture that already failed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class StillLooking(Refusal):
    """The pictures of a moment ago are still being looked at."""

    status = HTTPStatus.CONFLICT


class IdentityReader(Protocol):
    """Interface of the reader of documents and faces, bounded in time and memory."""

    def turn(self, owner: Hashable) -> AbstractAsyncContextManager[None]:
        """One person's turn; raises Crowded."""
        ...

    async def read(self, data: bytes, expected: ExpectedDocument | None = None) -> Reading:
        """Read a picture."""
        ...

    async def portrait(self, card: bytes) -> FacesSeen:
        """The portrait on a card, cut out."""
        ...

    async def compare(self, portrait: bytes, frames: tuple[bytes, ...]) -> FacesSeen:
        """How the frames' faces compare with it."""
        ...


class ProofingTools(Struct, frozen=True, kw_only=True):
    """Collaborators of the proofing job; `face`: this installation compares faces."""

    services: CaseServices
    captures: Captures
    reader: IdentityReader
    face: bool
    liveness: Liveness | None = None


class AttemptOutcome(Struct, frozen=True):
    """Result of an attempt, with the data to store."""

    state: TryState
    reasons: tuple[str, ...] = ()
    who: tuple[str, IdentityNumber] | None = None
    portrait: bytes = b""


async def submit_attempt(
    db: Db, captures: Captures, vault: Vault, person: UUID, step: StepKey, pictures: Pictures, now: datetime
) -> UUID:
    """Take the pictures of a step; they are looked at by the worker, and nothing of them is written to disk. Answers the try."""
    await consents.require_consent(db, person, step_of(step).consent)
    await people.lock_person(db, person=person)
    if await store.tries_waiting(db, person=person, step=step, since=now - timedelta(seconds=SECONDS)):
        raise StillLooking
    if await attempts_left(db, person, step, now) <= 0:
        raise TriesUsed
    found_by = [vault.fingerprints("capture", sha256(one).hexdigest()) for one in pictures.pictures]
    if await store.seen_before(db, person=person, digests=[digest for one in found_by for digest in one]):
        raise SamePhoto
    attempt = uuid4()
    await captures.keep(attempt, pictures)
    await store.add_try(db, id=attempt, person=person, step=step, digests=[one[0] for one in found_by], at=now)
    await enqueue(db, PROVE, ToProve(attempt), once=f"{PROVE}:{attempt}")
    return attempt


def is_waiting(tried: ProofingAttempt, now: datetime) -> bool:
    """Are its pictures still there to be looked at?"""
    return tried.state == "waiting" and now - tried.at < timedelta(seconds=SECONDS)


async def attempts_left(db: Db, person: UUID, step: StepKey, now: datetime) -> int:
    """How many tries are left today; those that failed by our fault don't count."""
    used = await store.tries_used(db, person=person, step=step, since=now - WINDOW, free=FREE) or 0
    return MOST_TRIES - used


async def run_attempt(transaction: Transaction, tools: ProofingTools, attempt: UUID, now: datetime) -> None:
    """The proofing job: look outside any transaction, then write once; a second delivery finds it done."""
    async with transaction() as db:
        tried = await store.waiting_try(db, id=attempt)
        allowed = tried is not None and await consents.has_consent(db, tried.person, step_of(tried.step).consent)
        who = await residents.identity_of(db, tools.services.vault, tried.person) if tried else Identity()
    captures = tools.captures
    if tried is None:
        await captures.forget(attempt)
        return
    outcome = await looked(tools, tried, who, now, allowed=allowed)
    async with transaction() as db:
        passed = await write_down(db, tools.services, tried, outcome, now)
    if passed and outcome.portrait:
        await captures.keep_portrait(tried.person, outcome.portrait)
    if tried.step == "face" and outcome.state != "failed":
        await captures.forget_portrait(tried.person)
    await captures.forget(attempt)


async def looked(
    tools: ProofingTools, tried: ProofingAttempt, who: Identity, now: datetime, *, allowed: bool
) -> AttemptOutcome:
    """What the pictures come to, in this person's turn; they are fetched in it, so that few are in memory at once. Raises Crowded."""
    async with tools.reader.turn(tried.person):
        pictures = await tools.captures.look(tried.id) if allowed else None
        failpoint("proving-before-look")
        if pictures is None:
            return AttemptOutcome("failed", ("too_late",))
        if tried.step == "document":
            return await document(tools, pictures, now)
        return await face(tools, tried.person, pictures, who)


async def face(tools: ProofingTools, person: UUID, pictures: Pictures, who: Identity) -> AttemptOutcome:
    """The frames compared with the register's portrait of this person; where it has none, with the card's, and a person looks."""
    known = await of_the_register(tools, who.id_number, who.name) if who.id_number else b""
    reference = known or await tools.captures.portrait(person)
    if not reference:
        return AttemptOutcome("failed", ("too_late",))
    verdict = await against(tools, reference, pictures)
    if not known:
        verdict = judging.only_by_card(verdict)
    return AttemptOutcome(verdict.state, verdict.reasons)


async def against(tools: ProofingTools, reference: bytes, pictures: Pictures) -> judging.FaceVerdict:
    """The frames compared with a portrait, and whether somebody alive was before the camera."""
    verdict = judging.evaluate_face(await tools.reader.compare(reference, pictures.pictures), pictures.moves)
    if verdict.state == "passed" and tools.liveness is not None:
        verdict = judging.alive(await tools.liveness.verdict(pictures))
    return verdict


async def of_the_register(tools: ProofingTools, number: str, name: str) -> bytes:
    """The register's portrait of this person, held in memory for one comparison; empty where there is none."""
    return await portraits.portrait(tools.services.registers, PURPOSE, Subject(number, name))


async def document(tools: ProofingTools, pictures: Pictures, now: datetime) -> AttemptOutcome:
    """Both sides read, the number checked, still valid, and the register agrees; the portrait is cut out for the face."""
    services, reader = tools.services, tools.reader
    front = await reader.read(pictures.pictures[0], ExpectedDocument(kind="id_card_front"))
    back = await reader.read(pictures.pictures[1], ExpectedDocument(kind="id_card_back"))
    card = judging.evaluate_card(front, back, pictures.name, samples=services.samples, today=local_date(now))
    if card.reasons or card.number is None:
        return AttemptOutcome("failed", card.reasons)
    portrait = b""
    if tools.face:
        seen = await reader.portrait(front.pages[0].jpeg)
        if not seen.portrait:
            return AttemptOutcome("failed", ("portrait_unclear",) if seen.status == "read" else ("machine",))
        portrait = seen.portrait
    if not await known_and_alive(services.registers, PURPOSE, card.number.value, card.name, samples=services.samples):
        return AttemptOutcome("failed", ("not_confirmed",))
    if portrait and await portrait_on(tools, portrait, card) == "another":
        return AttemptOutcome(
            "failed", ("not_confirmed",)
        )  # not another sentence: it would say that name and number are right
    return AttemptOutcome("passed", (), (card.name, card.number), portrait)


async def portrait_on(
    tools: ProofingTools, portrait: bytes, card: judging.Card
) -> Literal["same", "another", "cannot_tell"]:
    """Whether the portrait on the card is the one in the register; none there, or no clear picture, is `cannot_tell`."""
    number = card.number.value if card.number else ""
    known = await of_the_register(tools, number, card.name)
    return judging.compare_portrait(await tools.reader.compare(known, (portrait,))) if known else "cannot_tell"


async def write_down(
    db: Db, services: CaseServices, tried: ProofingAttempt, outcome: AttemptOutcome, now: datetime
) -> bool:
    """The outcome of a try, once; whose number is somebody else's hears the same as everybody who wasn't confirmed."""
    await people.lock_person(db, person=tried.person)
    if await store.waiting_try(db, id=tried.id) is None:
        return False
    state, reasons = outcome.state, outcome.reasons
    if state == "doubtful":
        await store.ask(db, id=uuid4(), person=tried.person, cause="doubtful", way="counter", day=None, part="", at=now)
    if state == "passed":
        level = Assurance[step_of(tried.step).level.upper()]
        settled = await apply_proof(db, services.vault, tried.person, outcome.who, tried.step, level, now)
        if settled == "disowned":
            state, reasons = "doubtful", ()
        elif settled != "done":
            state, reasons = "failed", ("not_confirmed",)
    blamed = blamed_digests(reasons, tried.digests) if state == "failed" else []
    await store.settle_try(db, id=tried.id, person=tried.person, state=state, reasons=reasons, digests=blamed, at=now)
    return state == "passed"
