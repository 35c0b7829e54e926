"""Replaying consents: each digest against the sealed content, and against what was submitted under it. For `futian mandates verify`."""

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.answers import Answer
from backend.cases.consents import binding, store
from backend.cases.consents.types import SubmissionConsent
from backend.delegation.verify import Wrong
from backend.delegation.wording import wordings
from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.sql import Db

FIRST = UUID(int=0)
Fault = Literal["content", "wording", "row", "submitted", "case"]
"""The sealed content isn't what was signed; an unknown wording; it is about something else; something else was submitted; the case holds something else."""


class Replayed(Struct):
    """How many consents were replayed, and which don't fit, by id."""

    checked: int
    wrong: list[Wrong]


async def replay(db: Db, vault: Vault) -> Replayed:
    """Replay every consent to a submission."""
    done, after = Replayed(0, []), FIRST
    while rows := await store.all_consents(db, after=after):
        for row in rows:
            submitted = await store.submitted_under(
                db, case_id=row.case_id, principal=row.principal, consent=str(row.id)
            )
            done.checked += 1
            done.wrong += [Wrong("submission_consent", row.id, fault) for fault in faults(vault, row, submitted)]
        after = rows[-1].id
    done.wrong += [Wrong("case_event", one.id, "consent") for one in await store.unconsented(db)]
    return done


def faults(vault: Vault, row: SubmissionConsent, submitted: list[store.SubmittedUnder]) -> Iterator[Fault]:
    """What of one consent doesn't fit."""
    try:
        content = vault.open(row.bound, f"submission_consent:{row.id}")
    except BrokenSeal:
        yield "content"
        return
    bound = binding.read(content)
    if binding.digest(content) != row.digest:
        yield "content"
    known = wordings().get(row.wording)
    if known is None or not known.knows(row.wording_version, row.wording_digest):
        yield "wording"
    if (bound.case, bound.principal, bound.helper) != (row.case_id, row.principal, row.helper):
        yield "row"
    if row.answer == "agreed" and [one.digest for one in submitted] != [row.digest]:
        yield "submitted"
    if any(not holds_it_still(vault, bound, one) for one in submitted if not one.reopened):
        yield "case"


def holds_it_still(vault: Vault, bound: binding.BoundSubmission, case: store.SubmittedUnder) -> bool:
    """Does the case still hold exactly these answers, in this version, with these papers (as far as they are kept)?"""
    opened = vault.open(case.answers, f"case:{case.id}") if case.answers else b"{}"
    answers = msgspec.json.decode(opened, type=dict[str, Answer])
    papers = all(case.papers.get(one.id, one.digest) == one.digest for one in bound.papers)
    return answers == bound.answers and case.service_version == bound.service_version and papers
