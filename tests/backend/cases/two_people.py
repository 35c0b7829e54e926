"""A grandmother and her helper, with a mandate for one service."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.cases import store
from backend.cases.answers import Answers, answers_of
from backend.cases.drafts.begin import new_case
from backend.cases.drafts.concurrent_edits import Seen
from backend.cases.drafts.save_page import save_page
from backend.cases.events import record_event
from backend.cases.services import CaseServices
from backend.cases.types import Kind
from backend.delegation.scope import Wish, granted
from backend.delegation.service import Proposal, agree, as_person, propose
from backend.delegation.types import Authority, Power
from backend.delegation.wording import for_mandate
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Assurance
from tests.conftest import NOW
from tests.people import GRADUATE, GRANDMOTHER
from tests.support.allowance import ALLOWANCE

NOTHING_SEEN: Seen = {}


class Two(Struct, frozen=True, kw_only=True):
    """Both, as they act in the service that the mandate reaches."""

    db: Any
    services: CaseServices
    principal: Acting
    helper: Acting

    @property
    def authority(self) -> Authority:
        """What the helper holds."""
        assert self.helper.mandate is not None
        return self.helper.mandate

    async def draft(self) -> UUID:
        """A draft that the helper begins."""
        version = self.services.catalogue.get(ALLOWANCE)
        assert version is not None
        case, _ = await new_case(self.db, self.helper, version, NOW)
        return case.id

    async def saves(self, acting: Acting, case: UUID, **given: str) -> dict[str, str]:
        """Save some answers, as that person; whatever the form asks beside them isn't asked here."""
        version = self.services.catalogue.get(ALLOWANCE)
        assert version is not None
        fields = tuple(f for f in version.service.field if f.key in given)
        return await save_page(self.db, self.services, acting, case, fields, given, NOTHING_SEEN, NOW)

    async def knows(self, **values: str) -> None:
        """The population register has told something of the principal."""
        who = await residents.identity_of(self.db, self.services.vault, self.principal.person)
        await residents.save_identity(self.db, self.services.vault, self.principal.person, replace(who, **values))

    async def happened(self, case: UUID, kind: Kind, at: datetime) -> None:
        """Something happened to a case, by its principal."""
        await record_event(self.db, self.principal, case, kind, at)

    async def answers(self, case: UUID) -> Answers:
        """What is kept."""
        return answers_of(self.services, await store.get(self.db, id=case, principal=self.principal.person))


async def family(db: Any, services: CaseServices, power: Power = Power.PREPARE) -> Two:
    """Both signed in and proven, and the mandate between them in force."""
    vault, ids = services.vault, []
    for member in (GRANDMOTHER, GRADUATE):
        account = await residents.find_or_create_by_phone(db, vault, member.international_phone, NOW)
        who = await residents.identity_of(db, vault, account.id)
        await residents.save_identity(db, vault, account.id, replace(who, name=member.name, id_number=member.id_number))
        await people.raise_assurance(db, person=account.id, assurance=Assurance.VERIFIED)
        ids.append(account.id)
    she, he = ids
    wish = granted(services.catalogue, Wish(services=(ALLOWANCE,), power=power, days=30))
    helper = as_person("helper", he)
    made = await propose(db, Proposal(principal=she, helper=he, channel="device", days=30), wish, helper, NOW)
    made = await agree(db, services, made, helper, NOW)
    said = for_mandate(services.catalogue, GRADUATE.name, wish, 30, NOW)
    made = await agree(db, services, made, as_person("principal", she), NOW, said=said)
    authority = Authority(mandate=made.id, principal=she, helper=he, basis="consent", powers={ALLOWANCE: power})
    return Two(
        db=db, services=services, principal=Acting(person=she, principal=she, assurance=Assurance.VERIFIED),
        helper=Acting(person=he, principal=she, mandate=authority, assurance=Assurance.DOCUMENT),
    )  # fmt: skip
