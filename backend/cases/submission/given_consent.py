"""The principal's consent under which a case is submitted, as the submission writes it down."""

from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.types import ConsentWay


class GivenConsent(Struct, frozen=True, kw_only=True):
    """The evidence of a consent, the digest of what she agreed to, how she gave it, and who had prepared the case."""

    consent: UUID
    digest: str
    how: ConsentWay
    helper: UUID
    mandate: UUID

    @property
    def detail(self) -> dict[str, str]:
        """What the event of the submission says of it."""
        return {name: str(value) for name, value in msgspec.structs.asdict(self).items()}
