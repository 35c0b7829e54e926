"""The two ceremonies of WebAuthn level 2: making a key (§7.1) and signing with it (§7.2)."""

import secrets
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from msgspec import Struct
from redis.asyncio import Redis
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from auth.passkeys.credential import owner_named, refused
from auth.passkeys.store import KeyHeld
from auth.session import cookie
from backend.kit import encrypted_redis
from backend.kit.crypto import Vault
from backend.kit.messages.render import Messages

SECONDS = 300  # that a challenge waits for its answer
PRODUCT = Messages.beside(__file__).take("product")
WITH_LOCK = UserVerificationRequirement.REQUIRED  # finger, face or the code of the lock, not just a touch


class PasskeyChallenge(Struct, frozen=True):
    """Challenge for the device to sign; valid once."""

    secret: bytes


class Ceremony:
    """A ceremony with one browser, for one purpose; the challenge of one is no answer to another."""

    def __init__(self, redis: Redis, vault: Vault, session_id: str, origin: str, purpose: str) -> None:
        self.redis, self.vault = redis, vault
        self.key = f"passkey:{purpose}:{cookie.redis_name(session_id)}"
        self.origin, self.party = origin.rstrip("/"), urlsplit(origin).hostname or ""

    async def invite(self, person: UUID, name: str, registered: list[bytes]) -> str:
        """The options for making a key on this device: discoverable, behind the lock, not a second one."""
        options = webauthn.generate_registration_options(
            rp_id=self.party, rp_name=PRODUCT().text, user_id=person.bytes, user_name=name, user_display_name=name,
            challenge=await self._challenge(), exclude_credentials=[PublicKeyCredentialDescriptor(id=c) for c in registered],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=WITH_LOCK,
            ),
        )  # fmt: skip
        return webauthn.options_to_json(options)

    async def admit(self, credential: dict[str, Any]) -> VerifiedRegistration:
        """The key that was made, if everything about it is right."""
        challenge = await self._take()
        try:
            return webauthn.verify_registration_response(
                credential=credential, expected_challenge=challenge, expected_rp_id=self.party,
                expected_origin=self.origin, require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise refused(error) from error

    async def ask(self) -> str:
        """Options of an authentication; any of our keys on the device is accepted."""
        options = webauthn.generate_authentication_options(
            rp_id=self.party, challenge=await self._challenge(), user_verification=WITH_LOCK
        )
        return webauthn.options_to_json(options)

    async def check(self, credential: dict[str, Any], key: KeyHeld | None) -> int:
        """The new counter of the key, if it signed our challenge for its owner; a counter that went back is a copy."""
        challenge = await self._take()
        if key is None or owner_named(credential) not in (None, key.person.bytes):
            raise refused(LookupError("no such key, or another owner"))
        try:
            verified = webauthn.verify_authentication_response(
                credential=credential, expected_challenge=challenge, expected_rp_id=self.party,
                expected_origin=self.origin, credential_public_key=key.public_key,
                credential_current_sign_count=key.sign_count, require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise refused(error) from error
        return verified.new_sign_count

    async def _challenge(self) -> bytes:
        challenge = PasskeyChallenge(secrets.token_bytes(32))
        await encrypted_redis.put(self.redis, self.vault, self.key, challenge, SECONDS)
        return challenge.secret

    async def _take(self) -> bytes:
        challenge = await encrypted_redis.take(self.redis, self.vault, self.key, PasskeyChallenge)
        if challenge is None:
            raise refused(LookupError("no challenge is waiting"))
        return challenge.secret
