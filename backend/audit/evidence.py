"""Hash chain over rows of evidence (access log, events, decisions, receipts, acts of staff), and its check.

The same keyed chain as the audit log's, over the view `evidence`; linked by the worker after the commit, so that no
submission waits for an order (decision 0004). Its heads are signed and kept outside the database (0061).
"""

import hmac
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from backend.audit import store
from backend.audit.chain import SAYS, START, keyed
from backend.audit.heads import SignedHeads
from backend.audit.types import AuditCheck, AuditFinding, ChainHead
from backend.kit import log
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.settings import Settings

FOLDER = "evidence/"
LONGEST = timedelta(hours=1)  # no transaction lasts so long
RELEASED = "evidence.released"
"""The audit line by which retention says how many rows of evidence it has taken away in all."""


def written(row: store.Evidence) -> bytes:
    """Canonical bytes of a row."""
    return msgspec.json.encode([row.stream, row.key, row.body], order="deterministic")


async def link(db: Db, key: bytes, now: datetime) -> ChainHead | None:
    """Link new rows; returns the new head, or None if there are none or another worker is linking."""
    if not await store.hold_evidence(db):
        return None
    last = await store.last_evidence(db)
    position, hash = (last.position, last.hash) if last else (0, START)
    since = await store.evidence_settled(db, before=now - LONGEST)
    rows = await store.unlinked_evidence(db, since=since - LONGEST if since else None)
    if not rows:
        return None
    hashes = []
    for row in rows:
        hash = keyed(key, hash, written(row))
        hashes.append(hash)
    await store.link_evidence(
        db, at=now, positions=list(range(position + 1, position + 1 + len(rows))), streams=[r.stream for r in rows],
        keys=[r.key for r in rows], hashes=hashes,
    )  # fmt: skip
    return ChainHead(position=position + len(rows), hash=hash.hex(), at=now)


async def link_all(transaction: Transaction, settings: Settings, key: bytes, now: datetime) -> None:
    """Link all new rows, a few thousand at a time; each head is signed after its commit."""
    heads = SignedHeads(settings, FOLDER)
    while True:
        async with transaction() as db:
            head = await link(db, key, now)
        if head is None:
            return
        log.fact("evidence.linked", position=head.position, head=await heads.keep(head))


class ChainWalk(Struct):
    """Progress of the check along the chain, and its findings."""

    position: int = 0
    hash: bytes = START
    gone: int = 0
    findings: list[AuditFinding] = msgspec.field(default_factory=list)
    passed: dict[int, str] = msgspec.field(default_factory=dict)

    def step(self, key: bytes, one: store.EvidenceLink) -> None:
        """Compare one link with its row; continues from the stored hash."""
        place = f"{one.stream} {one.key}"
        if one.position != self.position + 1:
            self.findings.append(
                AuditFinding("cut", SAYS("link", position=self.position + 1), SAYS("evidence_link_missing"))
            )
        if one.body is not None:
            row = store.Evidence(one.stream, one.key, one.body)
            if not hmac.compare_digest(keyed(key, self.hash, written(row)), one.hash):
                self.findings.append(AuditFinding("changed", place, SAYS("line_changed")))
        elif one.gone_at is None:
            self.findings.append(AuditFinding("deleted", place, SAYS("evidence_deleted")))
        else:
            self.gone += 1
        self.position, self.hash = one.position, one.hash
        self.passed[one.position] = one.hash.hex()


async def check(db: Db, settings: Settings, key: bytes, now: datetime) -> AuditCheck:
    """Check the whole chain against its rows, its signed heads, and what retention recorded as deleted."""
    walk = ChainWalk()
    async for one in stored(db):
        walk.step(key, one)
    kept = await SignedHeads(settings, FOLDER).all()
    walk.findings += against_heads(kept, walk)
    late = await store.evidence_never_linked(db, before=now - LONGEST)
    walk.findings += [AuditFinding("never_linked", f"{r.stream} {r.key}", SAYS("evidence_unlinked")) for r in late]
    told: dict[str, Any] = await store.evidence_released(db) or {}
    if walk.gone > int(told.get("gone", 0)):
        walk.findings.append(AuditFinding("deleted", FOLDER, SAYS("evidence_released")))
    return AuditCheck(lines=walk.position, heads=len(kept), findings=walk.findings, at=now)


async def stored(db: Db) -> AsyncIterator[store.EvidenceLink]:
    """The whole chain in order, a few thousand links at a time."""
    after = 0
    while links := await store.evidence_links(db, after=after):
        for one in links:
            yield one
        after = links[-1].position


def against_heads(kept: dict[str, ChainHead | None], walk: ChainWalk) -> list[AuditFinding]:
    """Compare the chain with its signed heads."""
    found = []
    for name, head in kept.items():
        if head is None:
            found.append(AuditFinding("head_forged", name, SAYS("head_forged")))
        elif head.position > walk.position:
            found.append(AuditFinding("cut", name, SAYS("evidence_cut", head=head.position, now=walk.position)))
        elif walk.passed.get(head.position) != head.hash:
            found.append(AuditFinding("changed", name, SAYS("evidence_rewritten", head=head.position)))
    return found
