"""Types of the OpenID Connect exchange."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.kit.problems import Refusal, Unavailable
from backend.residents.types import Assurance


class IdentityProvider(Struct, frozen=True, kw_only=True):
    """One provider as the operator configured it."""

    name: str
    issuer: str
    client: str
    secret: str
    redirect_uri: str
    scope: str = "openid profile"
    levels: dict[str, Assurance] = {}  # what the provider's acr says of a resident
    samples: bool = False  # a trial installation, whose provider tells sample numbers
    passkey: bool = False  # the highest level counts only where the sign-in was bound to a key


class ProviderMetadata(Struct, frozen=True, kw_only=True):
    """Metadata of a provider (OpenID Connect Discovery 1.0 §3); only the part that we use."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    id_token_signing_alg_values_supported: tuple[str, ...] = ()
    code_challenge_methods_supported: tuple[str, ...] | None = None
    authorization_response_iss_parameter_supported: bool = False


class PendingAuthorization(Struct, frozen=True, kw_only=True):
    """A started sign-in: values that the callback must match, stored for its browser."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str
    proving: UUID | None = None  # the resident who is signed in here and proves who they are
    since: float = 0.0  # when a fresh sign-in was asked for (Unix time); 0 where the provider's running one will do


class ExpectedToken(Struct, frozen=True, kw_only=True):
    """Expected values of an ID token."""

    issuer: str
    client: str
    nonce: str
    algorithms: tuple[str, ...]
    now: datetime
    access_token: str = ""
    since: float = 0.0  # the person must have signed in at the provider after this


Claims = dict[str, Any]


class NotProven(Refusal):
    """The provider's answer did not prove who is there; `why` is for the log, never for the page."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class ProviderSilent(Unavailable):
    """The provider did not answer."""
