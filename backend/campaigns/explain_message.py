"""Why somebody got a message (“为什么收到这条”): the reasons as they were sealed, and whether the same comes out again."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.campaigns import store
from backend.campaigns.editorial import store as campaigns
from backend.campaigns.editorial.sealing import open_campaign_reasons, same_reasons
from backend.campaigns.reasons import SealedReason, SealedReasons, same_again
from backend.campaigns.types import Kind, Topic
from backend.cases.services import CaseServices
from backend.kit.crypto import Vault
from backend.kit.sql import Db


class ReasonedMessage(Struct, frozen=True, kw_only=True):
    """One thing that a message told, with its reasons."""

    service: str
    name: str
    kind: Kind
    topic: Topic
    day: date
    asked_on: date
    reasons: tuple[SealedReason, ...]
    case: UUID | None
    action: str = ""  # of a campaign: what its one button says, and the page it opens
    link: str = ""


class Reproduced(Struct, frozen=True, kw_only=True):
    """Sealed reasons, and whether asking the same again gives the same."""

    message: UUID
    service: str
    watch: str
    day: date
    asked_on: date
    version: UUID
    reasons: tuple[SealedReason, ...]
    reproduced: Literal["same", "different"]


async def reasons_of(db: Db, services: CaseServices, person: UUID, notice: UUID) -> list[ReasonedMessage]:
    """What a message of this person told, with the reasons; empty for a message about something else."""
    found = []
    for row in await store.of_notice(db, notice=notice, person=person):
        if row.campaign is not None:
            found.append(await campaign_message(db, services.vault, row, row.campaign))
            continue
        sealed = open_reasons(services.vault, row)
        version = await services.catalogue.version(db, sealed.version)
        found.append(
            ReasonedMessage(
                service=row.service, name=version.service.name, kind=row.kind, topic=row.topic, day=sealed.day,
                asked_on=sealed.asked_on, reasons=sealed.reasons, case=row.case_id,
            )
        )  # fmt: skip
    return found


async def campaign_message(db: Db, vault: Vault, row: store.SealedRow, id: UUID) -> ReasonedMessage:
    """What a campaign told, and why this person was meant."""
    campaign, sealed = await campaigns.campaign(db, id=id), open_campaign_reasons(vault, row.id, row.sealed)
    content = campaign.content
    return ReasonedMessage(
        service="", name=content.title, kind=row.kind, topic=row.topic, day=sealed.asked_on, asked_on=sealed.asked_on,
        reasons=sealed.reasons, case=None, action=content.action, link=content.link,
    )  # fmt: skip


def open_reasons(vault: Vault, row: store.SealedRow) -> SealedReasons:
    """Decrypt the reasons of a row."""
    return msgspec.json.decode(vault.open(row.sealed, f"owed_message:{row.id}"), type=SealedReasons)


async def reproduce(db: Db, services: CaseServices, id: UUID) -> list[Reproduced]:
    """Ask the sealed questions of a message (its id in the inbox or in the ledger) again."""
    found = []
    for row in await store.sealed_row(db, id=id):
        if row.campaign is not None:
            found.append(await reproduce_campaign(db, services.vault, row, row.campaign))
            continue
        sealed = open_reasons(services.vault, row)
        again = same_again(await services.catalogue.version(db, sealed.version), sealed)
        found.append(
            Reproduced(
                message=row.id, service=sealed.service, watch=sealed.watch, day=sealed.day, asked_on=sealed.asked_on,
                version=sealed.version, reasons=sealed.reasons, reproduced="same" if again else "different",
            )
        )  # fmt: skip
    return found


async def reproduce_campaign(db: Db, vault: Vault, row: store.SealedRow, id: UUID) -> Reproduced:
    """Ask again why a campaign meant this person, of the content that was approved."""
    campaign, sealed = await campaigns.campaign(db, id=id), open_campaign_reasons(vault, row.id, row.sealed)
    return Reproduced(
        message=row.id, service="", watch=row.watch, day=sealed.asked_on, asked_on=sealed.asked_on, version=id,
        reasons=sealed.reasons, reproduced="same" if same_reasons(campaign.content, sealed) else "different",
    )  # fmt: skip
