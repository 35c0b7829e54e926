"""Who a person is to us, and for whom they act."""

from datetime import datetime
from enum import IntEnum
from typing import Literal
from uuid import UUID

from msgspec import Struct

Role = Literal["officer", "supervisor", "editor", "publisher", "auditor", "operator"]
Means = Literal["document", "face", "provider", "officer"]
"""By which a person proves who they are."""
ProofMeans = Literal["sms", "passkey", "face", "provider", "officer", "staff"]
"""By which somebody shows that they are there just now; `staff` is the sign-on of the staff's identity provider."""
UNPROVEN = "unproven:"
ROLES: tuple[Role, ...] = ("officer", "supervisor", "editor", "publisher", "auditor", "operator")


class Assurance(IntEnum):
    """How sure we are who it is; each level includes the ones before."""

    ANONYMOUS = 0
    PHONE = 1  # holds the phone of this number
    DOCUMENT = 2  # identity card read, checksum right, register agrees
    VERIFIED = 3  # face compared, or the other way in


class Staff(Struct, frozen=True):
    """Somebody who works for the district, signed in through the staff identity provider."""

    subject: str
    name: str
    roles: frozenset[Role]
    department: str = ""
    number_hash: str = ""  # keyed fingerprints from the staff directory, in hex: own identity number, own household
    household_hash: str = ""
    proven: bool = True  # signed in; False for a name that was only typed at a terminal

    @property
    def signature(self) -> str:
        """The name under which an act is stored; it says when nobody proved that it is theirs."""
        return self.subject if self.proven else UNPROVEN + self.subject


class Proof(Struct, frozen=True):
    """One proof that the person is there: at which moment, and by what means."""

    at: datetime
    means: ProofMeans


Proofs = tuple[Proof, ...]
"""The newest proof of each means, in the order of their moments."""


class Visitor(Struct, frozen=True):
    """Whoever made this request, as far as the session knows."""

    person: UUID | None = None
    assurance: Assurance = Assurance.ANONYMOUS
    staff: Staff | None = None
    session: str = ""  # a name for the session that is not its key; for the list of devices
    token: str = ""  # what a form must send back (CSRF)
    proofs: Proofs = ()  # those of the last ten minutes; an older one is none
    signed_in_with: ProofMeans | None = None
    shared: bool = False  # on a device that several people use: nothing may stay on it


class Acting(Struct, frozen=True):
    """A person acting for themselves, or for a relative who allowed it."""

    person: UUID
    principal: UUID
    grant: UUID | None = None
    assurance: Assurance = Assurance.PHONE
    proofs: Proofs = ()  # fresh ones, as the session holds them
    signed_in_with: ProofMeans | None = None


class SecondPhone(Struct, frozen=True):
    """Another number of the person, told of a change of money or contact: a former one, or the identity provider's."""

    phone: str
    kind: Literal["former", "provider"]
    at: datetime


class Identity(Struct, frozen=True, kw_only=True):
    """What identifies a person; stored sealed, apart from the profile."""

    phone: str = ""
    name: str = ""
    id_number: str = ""
    hukou_address: str = ""
    living_address: str = ""
    payable_account: str = ""
    household_number: str = ""  # 户号, as the population register told an officer's desk
    given: tuple[str, ...] = ()  # which of these the person gave themselves; the others came from a register
    second_phones: tuple[SecondPhone, ...] = ()


class FactHeld(Struct, frozen=True, kw_only=True):
    """One profile value: what, who says so, since when, until when."""

    value: object
    source: str
    as_of: datetime
    expires: datetime | None = None
