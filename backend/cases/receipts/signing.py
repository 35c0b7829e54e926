"""Receipts: signed proofs of a decision (JWS, RFC 7515; Ed25519, RFC 9864), whose keys are published (RFC 7517)."""

from typing import Any, Literal

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from msgspec import Struct

from backend.cases.types import ConsentWay

ALGORITHMS = ["Ed25519"]


class ReceiptReason(Struct, frozen=True):
    """One requirement as the receipt states it: what was asked, what was seen, who said so and when."""

    says: str
    answer: str
    seen: str
    source: str
    as_of: str
    overruled: str = ""  # why an officer counts it as met although it was not seen


class Claims(Struct, frozen=True, kw_only=True):
    """Claims of a receipt; the holder by masked name only."""

    iss: str
    iat: int
    jti: str
    case: str
    service: str
    service_name: str
    service_digest: str
    outcome: Literal["approve", "refuse"]
    decided_by: Literal["rule", "officer"]
    rule_from: str = ""
    rule_digest: str = ""
    basis: str = ""
    holder: str = ""
    grants: tuple[str, ...] = ()
    reasons: tuple[ReceiptReason, ...] = ()
    prepared_by: str = ""
    """The helper who prepared it, by masked name; "" where nobody did."""
    consent: ConsentWay | Literal[""] = ""
    """How the principal agreed to what a helper had prepared; "" where nobody did."""


class Signer:
    """Signs with the first key of the set; verifies with any of them."""

    def __init__(self, jwks: str) -> None:
        self.keys = KeySet.import_key_set(msgspec.json.decode(jwks))
        first = self.keys.keys[0]
        self.kid = first.ensure_kid() or first.thumbprint()
        self.header = {"alg": "Ed25519", "kid": self.kid, "typ": "futian-receipt+jws"}
        self.first = first

    def sign(self, claims: Claims) -> str:
        """The compact JWS of these claims."""
        payload = msgspec.json.encode(claims, order="deterministic")
        return jws.serialize_compact(self.header, payload, self.first, algorithms=ALGORITHMS)

    def read(self, token: str) -> Claims | None:
        """The claims, if one of our keys signed exactly them."""
        try:
            found = jws.deserialize_compact(token, self.keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            return None
        return msgspec.json.decode(found.payload, type=Claims)

    def public(self) -> dict[str, Any]:
        """Public keys as a JWK set (RFC 7517), so that receipts can be verified without us."""
        return dict(self.keys.as_dict(private=False))


def new_keys() -> str:
    """Generate a key set with one signing key."""
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    return msgspec.json.encode({"keys": [{**key.as_dict(private=True), "use": "sig", "alg": "Ed25519"}]}).decode()


def rotate_keys(jwks: str) -> str:
    """Add a new signing key first; of older keys only the public part stays, for verification."""
    fresh = msgspec.json.decode(new_keys())["keys"]
    old = KeySet.import_key_set(msgspec.json.decode(jwks)).as_dict(private=False)["keys"]
    return msgspec.json.encode({"keys": [*fresh, *old]}).decode()
