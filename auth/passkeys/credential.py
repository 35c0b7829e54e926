"""Parsing of a credential before the WebAuthn library is loaded, which is only for a ceremony."""

from base64 import urlsafe_b64decode
from http import HTTPStatus
from typing import Any

import msgspec

from backend.kit.log import fact
from backend.kit.problems import Refusal


class NotRecognised(Refusal):
    """The device's answer proves nothing to us."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def credential_id(credential: dict[str, Any]) -> bytes:
    """Which key the device says it used."""
    try:
        return unpadded(msgspec.convert(credential.get("rawId"), str))
    except (ValueError, msgspec.ValidationError) as error:
        raise refused(error) from error


def owner_named(credential: dict[str, Any]) -> bytes | None:
    """The owner as the device remembers them, if it says so."""
    try:
        named = credential["response"].get("userHandle")
        return unpadded(named) if named else None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise refused(error) from error


def refused(error: Exception) -> NotRecognised:
    """The sentence; the log gets the reason, which names no person."""
    fact("passkey.refused", why=type(error).__name__, detail=str(error)[:120])
    return NotRecognised()


def unpadded(text: str) -> bytes:
    """The bytes behind base64url without its padding."""
    return urlsafe_b64decode(f"{text}===")
