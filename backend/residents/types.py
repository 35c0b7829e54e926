"""Persons, staff, visitors, and who acts for whom."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.audit.actor import UNPROVEN, Actor

Role = Literal["officer", "supervisor", "editor", "publisher", "auditor", "operator"]
Means = Literal["document", "face", "provider", "officer"]
"""By which a person proves who they are."""
ProofMeans = Literal["sms", "passkey", "face", "provider", "officer", "staff", "call"]
"""By which somebody shows that they are there just now; `staff` is the sign-on of the staff's identity provider, `call` a call
that was answered on a number which the registers have held for this person alone."""
ROLES: tuple[Role, ...] = ("officer", "supervisor", "editor", "publisher", "auditor", "operator")


class Assurance(IntEnum):
    """How sure we are who it is; each level includes the ones before."""

    ANONYMOUS = 0
    PHONE = 1  # holds the phone of this number
    DOCUMENT = 2  # identity card read, checksum right, register agrees
    VERIFIED = 3  # face compared, or the other way in


class Staff(Struct, frozen=True):
    """A member of the district's staff, signed in through the staff identity provider."""

    subject: str
    name: str
    roles: frozenset[Role]
    department: str = ""
    number_hash: str = ""  # keyed fingerprints from the staff directory, in hex: own identity number, own household
    household_hash: str = ""
    proven: bool = True  # signed in; False for a name that was only typed at a terminal

    @property
    def signature(self) -> str:
        """The name under which an act is stored; an unproven name is marked."""
        return self.subject if self.proven else UNPROVEN + self.subject

    @property
    def desk_role(self) -> Literal["officer", "supervisor"]:
        """In which role this person works on cases and opens files."""
        return "supervisor" if "supervisor" in self.roles else "officer"

    @property
    def actor(self) -> Actor:
        """This member of staff as the author of events and audit lines."""
        return Actor.staff(self.signature)


class FreshProof(Struct, frozen=True):
    """One proof that the person is there: at which moment, and by what means."""

    at: datetime
    means: ProofMeans


Proofs = tuple[FreshProof, ...]
"""The newest proof of each means, in the order of their moments."""


class Visitor(Struct, frozen=True):
    """The visitor of a request, as far as the session knows."""

    person: UUID | None = None
    assurance: Assurance = Assurance.ANONYMOUS
    staff: Staff | None = None
    session: str = ""  # a name for the session that is not its key; for the list of devices
    token: str = ""  # what a form must send back (CSRF)
    proofs: Proofs = ()  # those of the last ten minutes; an older one is none
    signed_in_with: ProofMeans | None = None
    mandate: UUID | None = None  # by which the person acts for another just now
    acting_for: str = ""  # the name of that other, as every page shows it
    shared: bool = False  # on a device that several people use: nothing may stay on it


class Power(IntEnum):
    """What a helper may do in one service; each power includes the ones before."""

    SEE = 1  # state and next step
    PREPARE = 2  # fill in, photograph
    SUBMIT_WITH_CONSENT = 3  # ask the principal to agree; the agreement submits
    SUBMIT = 4  # only services that allow it, never where money is paid


Basis = Literal["consent", "parent", "guardian", "legal_representative", "operator"]
"""Why the helper may act: the principal's consent, or an authority that a register or document gives."""
EVERY_SERVICE = "*"
"""In a mandate by law: every service that is for principals of this kind."""


class Authority(Struct, frozen=True, kw_only=True):
    """What an acting helper may do: read from a mandate in force, in the transaction that uses it."""

    mandate: UUID
    principal: UUID
    helper: UUID
    basis: Basis
    powers: Mapping[str, Power] = MappingProxyType({})

    def power(self, service: str) -> Power | None:
        """The power in a service; None if the mandate doesn't reach it."""
        return self.powers.get(service, self.powers.get(EVERY_SERVICE))


class Acting(Struct, frozen=True):
    """A person acting for themselves, or for a principal by a mandate. Built once per request, nowhere else (`delegation.acting`).

    `principal` comes from the mandate, never from input. `assurance` is what may be shown on: a helper by consent reads nothing
    that registers told, so theirs is DOCUMENT. What is decided rests on the principal's own level, which the case reads.
    """

    person: UUID
    principal: UUID
    mandate: Authority | None = None
    assurance: Assurance = Assurance.PHONE
    proofs: Proofs = ()  # fresh ones, as the session holds them: of the person who acts
    signed_in_with: ProofMeans | None = None

    @property
    def masked(self) -> bool:
        """Are the principal's values hidden from the person who acts?"""
        return self.mandate is not None and self.mandate.basis == "consent"

    @property
    def actor(self) -> Actor:
        """This person as the author of events and audit lines; in another person's affair by a mandate."""
        if self.mandate is None:
            return Actor.person(self.person)
        return Actor("mandate", str(self.person), self.mandate.mandate)


class SecondPhone(Struct, frozen=True):
    """Another contact number, notified of changes of money or contact: a former one, or the identity provider's."""

    phone: str
    kind: Literal["former", "provider"]
    at: datetime


class Identity(Struct, frozen=True, kw_only=True):
    """Identifying data of a person; stored sealed, apart from the profile."""

    phone: str = ""
    name: str = ""
    id_number: str = ""
    hukou_address: str = ""
    living_address: str = ""
    payable_account: str = ""
    household_number: str = ""  # 户号, as the population register told an officer's desk
    given: tuple[str, ...] = ()  # which of these the person gave themselves; the others came from a register
    second_phones: tuple[SecondPhone, ...] = ()


class ProfileFact(Struct, frozen=True, kw_only=True):
    """One profile value: what, who says so, since when, until when."""

    value: object
    source: str
    as_of: datetime
    expires: datetime | None = None
