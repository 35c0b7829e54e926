"""Read and write of a submission, in one statement each; SQL in `queries.sql`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases.facts.store import StoredThing
from backend.cases.grants.types import OwnGrant
from backend.cases.types import Paper, Ruling, State
from backend.kit.sql import Queries
from backend.payees.types import AccountOnFile, StoredNameCheck
from backend.residents.types import Assurance


class ForSubmission(Struct, frozen=True, kw_only=True):
    """Everything a decision needs, read in one statement."""

    id: UUID
    number: str
    principal: UUID
    opened_by: UUID
    service: str
    service_version: UUID
    state: State
    ruling: Ruling
    department: str
    answers: bytes | None
    version: int
    identity: bytes | None
    assurance: Assurance
    proved_at: datetime | None
    facts: dict[str, Any]
    papers: tuple[Paper, ...]
    payees: tuple[AccountOnFile, ...]
    payee_checks: tuple[StoredNameCheck, ...]
    things: tuple[StoredThing, ...]
    last_seq: int | None
    own: tuple[OwnGrant, ...]
    running: tuple[str, ...]
    stopped: bool  # by a brake or a switch: read with everything else, so that no process decides by what it last heard
    known_since: datetime
    number_changed_at: datetime | None
    files_for: int
    handed_in: bool
    preparer: UUID | None = None  # the last helper who did something in it
    preparer_identity: bytes | None = None


class Moved(Struct, frozen=True):
    """Id of the submitted case."""

    id: UUID


sql = Queries.beside(__file__)
hold_for_submission = sql.value("hold_for_submission", int)
for_submission = sql.one("for_submission", ForSubmission)
submit = sql.maybe("submit", Moved)
