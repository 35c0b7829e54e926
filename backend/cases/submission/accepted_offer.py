"""The accepted offer by which a case is submitted on its day, as the submission writes it down."""

from typing import Literal
from uuid import UUID

from msgspec import Struct


class AcceptedOffer(Struct, frozen=True, kw_only=True):
    """The offer, the digest of what she said yes to, and how she said it; checked by the caller in this transaction."""

    offer: UUID
    digest: str
    how: Literal["sms", "inbox"]

    @property
    def detail(self) -> dict[str, str]:
        """What the event of the submission says of it."""
        return {"offer": str(self.offer), "digest": self.digest, "how": self.how}
