"""Under which mark and key a person's browser keeps what isn't sent yet: files that wait and text that was typed."""

from typing import Any

from litestar import Request

from backend.kit.crypto import Vault
from backend.residents.guards import visitor_of

NOTHING_KEPT = {"owner": "", "key": ""}


def keeping(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The mark and the key of the person signed in; a device that several people use keeps nothing.

    The key is held here and given only to pages of this person: whoever holds the device without signing in reads nothing.
    """
    visitor = visitor_of(request)
    if visitor.person is None or visitor.shared:
        return NOTHING_KEPT
    vault: Vault = request.app.state.vault
    person = str(visitor.person)
    return {"owner": vault.lasting("outbox", person).hex()[:16], "key": vault.lasting("outbox-key", person).hex()}
