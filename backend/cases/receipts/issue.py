"""Claims of the receipt of an approval. Pure."""

from datetime import datetime
from typing import Literal, Protocol

from backend.cases.receipts.signing import Claims, ReceiptReason
from backend.cases.types import ConsentWay
from backend.catalogue.published import Version
from backend.kit import masking
from backend.residents.types import Identity
from backend.rules.decision import Decision
from backend.rules.decision import RequirementResult as Why
from backend.rules.grants import grant_summary


class Numbered(Protocol):
    """Any row with a case number."""

    @property
    def number(self) -> str:
        """The case number."""
        ...


def approval_claims(
    origin: str, case: Numbered, version: Version, who: Identity, decision: Decision, number: str, now: datetime,
    by: Literal["rule", "officer"], helper: Identity | None = None, consent: ConsentWay | None = None,
) -> Claims:  # fmt: skip
    """Build the claims of an approval's receipt."""
    rule, grant = decision.rule, decision.grant
    said = () if grant is None else (grant.says,) if by == "rule" else (grant_summary(grant),)
    return Claims(
        iss=origin, iat=int(now.timestamp()), jti=number, case=case.number, service=version.service.code,
        service_name=version.service.name, service_digest=version.digest, outcome="approve", decided_by=by,
        rule_from=rule.valid_from.isoformat() if rule else "", rule_digest=rule.digest if rule else "",
        basis=rule.basis if rule else "", holder=masking.name(who.name), grants=said,
        reasons=tuple(receipt_reason(one) for one in decision.reasons), prepared_by=masking.name(helper.name) if helper else "",
        consent=consent or "",
    )  # fmt: skip


def receipt_reason(one: Why) -> ReceiptReason:
    """One requirement as the receipt states it, with the officer's reason where one overruled what was seen."""
    return ReceiptReason(
        one.says, one.answer, "；".join(s.text for s in one.seen), "；".join(dict.fromkeys(s.source for s in one.seen)),
        max((s.as_of.isoformat() for s in one.seen if s.as_of), default=""), one.overruled or "",
    )  # fmt: skip
