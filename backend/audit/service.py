"""Linking audit lines into the chain, and checking the whole chain."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from backend.audit import evidence, store
from backend.audit.chain import SAYS, Chain
from backend.audit.heads import NEWEST, SignedHeads
from backend.audit.types import AuditCheck, AuditFinding, AuditLine, ChainHead, ChainLink
from backend.kit import log
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.settings import Settings

CHECK = "check-audit"
LONGEST = timedelta(hours=1)  # no transaction lasts so long: what isn't linked by then never was offered to us


def chain_key(secret: bytes) -> bytes:
    """The chain's own key, from the installation's."""
    return hmac.digest(secret, b"audit-chain", hashlib.sha256)


def evidence_key(secret: bytes) -> bytes:
    """The evidence chain's own key."""
    return hmac.digest(secret, b"evidence-chain", hashlib.sha256)


async def link(db: Db, key: bytes, now: datetime) -> ChainHead | None:
    """Link new lines; returns the new head, or None if there are none or another worker is linking."""
    if not await store.hold(db):
        return None
    above = await store.settled(db, before=now - LONGEST) or 0
    last = await store.last(db)
    chain = Chain(key)
    if last is not None:
        chain.position, chain.hash = last.position, last.hash
    made = [chain.add(line) for line in await store.unlinked(db, above=above)]
    if not made:
        return None
    await store.link(
        db, at=now, positions=[m.position for m in made], seqs=[m.seq for m in made], hashes=[m.hash for m in made]
    )
    return ChainHead(position=chain.position, hash=chain.hash.hex(), at=now)


async def link_all(transaction: Transaction, settings: Settings, now: datetime) -> None:
    """Link all that is new; each head is signed after its commit and kept outside the database: in its place, and in the log."""
    heads = SignedHeads(settings)
    while True:
        async with transaction() as db:
            head = await link(db, chain_key(settings.chain_secret), now)
        if head is None:
            return
        log.fact("audit.linked", position=head.position, head=await heads.keep(head))


async def link_evidence(transaction: Transaction, settings: Settings, now: datetime) -> None:
    """Link the rows of evidence that are new."""
    await evidence.link_all(transaction, settings, evidence_key(settings.chain_secret), now)


async def check(db: Db, settings: Settings, now: datetime) -> AuditCheck:
    """Walk the whole chain against its lines and every signed head."""
    kept = await SignedHeads(settings).all()
    key = chain_key(settings.chain_secret)
    chain, findings, passed = Chain(key), forged(kept), dict[int, str]()
    wanted = {head.position for head in kept.values() if head is not None}
    async for batch in stored(db):
        for one in batch:
            findings.extend(chain.walk([one]))
            if one.position in wanted:
                passed[one.position] = one.hash.hex()
    late = await store.never_linked(db, before=now - LONGEST)
    findings += [AuditFinding("never_linked", SAYS("line", number=one.seq), SAYS("line_unlinked")) for one in late]
    findings += against_heads(kept, passed, chain.position)
    proofs = await evidence.check(db, settings, evidence_key(settings.chain_secret), now)
    return AuditCheck(
        lines=chain.position + proofs.lines, heads=len(kept) + proofs.heads, findings=findings + proofs.findings, at=now
    )


async def stored(db: Db) -> AsyncIterator[list[ChainLink]]:
    """The whole chain, a few thousand links at a time."""
    after = 0
    while links := await store.links(db, after=after):
        yield [ChainLink(one.position, one.seq, one.hash, line_of(one)) for one in links]
        after = links[-1].position


def line_of(one: store.StoredLink) -> AuditLine | None:
    """The line beside a link, if it is still there."""
    if one.at is None or one.actor is None or one.action is None or one.subject is None or one.detail is None:
        return None
    return AuditLine(seq=one.seq, at=one.at, actor=one.actor, action=one.action, subject=one.subject, detail=one.detail)


def forged(kept: dict[str, ChainHead | None]) -> list[AuditFinding]:
    """Heads that we didn't sign."""
    return [AuditFinding("head_forged", name, SAYS("head_forged")) for name, head in kept.items() if head is None]


def against_heads(kept: dict[str, ChainHead | None], passed: dict[int, str], length: int) -> list[AuditFinding]:
    """Compare the chain with its signed heads."""
    found = [] if NEWEST in kept or not length else [AuditFinding("head_missing", NEWEST, SAYS("head_missing"))]
    for name, head in kept.items():
        if head is None or passed.get(head.position) == head.hash:
            continue
        if head.position > length:
            found.append(AuditFinding("cut", name, SAYS("chain_cut", head=head.position, now=length)))
        else:
            found.append(AuditFinding("changed", name, SAYS("chain_rewritten", head=head.position)))
    return found


async def check_and_keep(db: Db, settings: Settings, now: datetime) -> AuditCheck:
    """Check, and keep what it came to for the auditors' page."""
    checked = await check(db, settings, now)
    await store.keep_check(db, at=now, lines=checked.lines, heads=checked.heads, findings=checked.findings)
    if checked.findings:
        log.worry("audit.broken", findings=len(checked.findings), kinds=sorted({f.kind for f in checked.findings}))
    return checked
