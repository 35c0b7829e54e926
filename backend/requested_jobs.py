"""Jobs that a transaction asks for, and what they use. Every job is idempotent: it may come twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from auth.identity import consent_face, proofing
from auth.identity.captures import Captures
from auth.identity.liveness import liveness
from auth.identity.types import ToProve
from auth.session.sessions import Sessions
from backend.campaigns.editorial import push_copies, run
from backend.campaigns.editorial.jobs import PUSH_CAMPAIGN, RUN_CAMPAIGNS, CampaignPushJob
from backend.campaigns.jobs import SEND_SMS, SmsJob
from backend.campaigns.short_messages import owe_text, text_person
from backend.cases.consents import by_telephone as consent_calls
from backend.cases.consents import notify_lapsed
from backend.cases.consents.jobs import FOLLOW_CONSENT_CALL, TELL_ASKED, ToFollowConsentCall, ToTellAsked
from backend.cases.lock import LOOK_AT_CONSENT, ToLookAtConsent
from backend.cases.papers import hand_in, upload_intake
from backend.cases.reviews import pre_review
from backend.cases.rule_replay.types import REPLAY_RULE, RuleToReplay
from backend.cases.services import CaseServices
from backend.delegation import call_back, notify_by_phone
from backend.delegation.jobs import (
    FOLLOW_CALL,
    TELL_INVITED,
    TELL_PRINCIPAL,
    ToFollowCall,
    ToTellInvited,
    ToTellPrincipal,
)
from backend.kit import log
from backend.kit.clock import Clock, local_date
from backend.kit.db import Pool, transaction
from backend.kit.jobs import NoArguments
from backend.kit.problems import Refusal, Unavailable
from backend.kit.sql import Db
from backend.materials.file_store import FileStore
from backend.materials.reading.face_types import available
from backend.materials.reading.reader import Reader
from backend.materials.types import PreReviewNoticeJob, ToRead
from backend.materials.uploads.types import ToFinish
from backend.materials.uploads.writer import FINISH, UploadContext
from backend.notices.service import DELIVER
from backend.notices.sms import SmsGateway
from backend.notices.types import ToDeliver
from backend.offers import inbound
from backend.offers import short_messages as offers
from backend.offers.commissioned.short_messages import tell_contact
from backend.offers.commissioned.types import TELL_CONTACT, ContactToTell
from backend.offers.jobs import READ_SMS, TELL_OFFER, OfferToTell, SmsToRead
from backend.payees import contact_alerts as alerts
from backend.payees.types import CONTACTS_JOB, ContactsJob
from backend.population.replica import PopulationReplica
from backend.settings import Settings
from push.delivery import PushSender


class JobContext(Struct, frozen=True):
    """Connections and services that jobs use."""

    pool: Pool
    services: CaseServices
    file_store: FileStore
    reader: Reader
    courier: PushSender
    clock: Clock
    settings: Settings
    captures: Captures
    population: PopulationReplica
    opening: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)

    def transaction(self) -> AbstractAsyncContextManager[Db]:
        """Open a transaction."""
        return transaction(self.pool)

    @asynccontextmanager
    async def sms_gateway(self) -> AsyncIterator[SmsGateway]:
        """Open the connections of one job to the SMS gateway."""
        async with aclosing(SmsGateway(self.settings.sms_url, self.settings.sms_key)) as gateway:
            yield gateway

    async def open_catalogue(self) -> None:
        """Load the catalogue in force today; one job at a time, so that two don't both read all of it."""
        async with self.opening, self.transaction() as db:
            await self.services.catalogue.open(db, local_date(self.clock()))

    async def sign_out(self, person: UUID) -> int:
        """End all sessions of a person whose account closes or moves to another number; returns how many."""
        return await Sessions(self.captures.redis, self.services.vault, self.clock).end_all(f"person:{person}")


async def read_material(context: JobContext, arguments: ToRead) -> None:
    """Run the pre-review of one paper."""
    await context.open_catalogue()
    await pre_review.read_one(
        context.transaction, context.services, context.file_store, context.reader, arguments.material, context.clock()
    )


async def tell_reading(context: JobContext, arguments: PreReviewNoticeJob) -> None:
    """Notify a resident of a pre-review that ended after they left the page."""
    await context.open_catalogue()
    await pre_review.notify_passed(context.transaction, context.services, arguments.material, context.clock())


async def deliver_notice(context: JobContext, arguments: ToDeliver) -> None:
    """Push one inbox message to the person's devices; where there is none, a short message is owed for what may be texted."""
    await context.courier.deliver(context.transaction, arguments.notice, context.clock())
    await owe_text(context.transaction, arguments.notice, context.clock())


def proofing_tools(context: JobContext) -> proofing.ProofingTools:
    """What compares documents and faces."""
    return proofing.ProofingTools(
        services=context.services, captures=context.captures, reader=context.reader, liveness=liveness(context.settings),
        face=context.settings.face_suffices and available(),
    )  # fmt: skip


async def prove_identity(context: JobContext, arguments: ToProve) -> None:
    """Evaluate the pictures of one identity proofing attempt."""
    await proofing.run_attempt(context.transaction, proofing_tools(context), arguments.attempt, context.clock())


async def compare_consent_face(context: JobContext, arguments: consent_face.ToCompare) -> None:
    """Compare the face of a principal who agrees on her helper's phone; her face submits."""
    await context.open_catalogue()
    await consent_face.run(context.transaction, proofing_tools(context), arguments.check, context.clock())


async def tell_payee(context: JobContext, arguments: ContactsJob) -> None:
    """Send every contact of a person a message that their payee account changes, or that the change was stopped."""
    async with context.sms_gateway() as gateway:
        await alerts.tell(
            context.transaction, context.services.vault, gateway, context.settings.origin, arguments, context.clock()
        )


async def tell_invited(context: JobContext, arguments: ToTellInvited) -> None:
    """Send an SMS about an invitation to its number."""
    async with context.sms_gateway() as gateway:
        await notify_by_phone.tell_invited(
            context.transaction, context.services, gateway, arguments.invitation, context.clock()
        )


async def tell_principal(context: JobContext, arguments: ToTellPrincipal) -> None:
    """Send every contact of a principal a message that a mandate began."""
    async with context.sms_gateway() as gateway:
        await notify_by_phone.tell_principal(
            context.transaction, context.services, gateway, context.services.registers, arguments, context.clock()
        )


async def follow_call(context: JobContext, arguments: ToFollowCall) -> None:
    """Place the confirmation call to a principal, or poll its result."""
    await context.open_catalogue()
    await call_back.follow(
        context.transaction, context.services, context.services.registers, arguments.call, context.clock()
    )


async def text_personal_message(context: JobContext, arguments: SmsJob) -> None:
    """Send a short message that something waits in the inbox."""
    async with context.sms_gateway() as gateway:
        await text_person(context.transaction, context.services.vault, gateway, arguments.notice, context.clock())


async def push_campaign(context: JobContext, arguments: CampaignPushJob) -> None:
    """Push a message of a campaign to the person's devices, unless the campaign was stopped meanwhile."""
    if await push_copies.may_ring(context.transaction, arguments.notice):
        await context.courier.deliver(context.transaction, arguments.notice, context.clock())


async def run_campaigns(context: JobContext, _: NoArguments) -> None:
    """Let every campaign go on that may."""
    await context.open_catalogue()
    told = await run.run_all(context.transaction, context.services, context.population, context.clock)
    log.fact("campaigns.told", count=told)


async def tell_asked(context: JobContext, arguments: ToTellAsked) -> None:
    """Send a principal a short message that a request for consent waits."""
    async with context.sms_gateway() as gateway:
        await notify_lapsed.tell_asked(context.transaction, context.services.vault, gateway, arguments.request)


async def follow_consent_call(context: JobContext, arguments: ToFollowConsentCall) -> None:
    """Place the call to a principal about one submission, or poll its result; her yes submits."""
    await context.open_catalogue()
    await consent_calls.follow(
        context.transaction, context.services, context.services.registers, arguments.call, context.clock()
    )


async def look_at_consent(context: JobContext, arguments: ToLookAtConsent) -> None:
    """End the request for consent of a case that was changed, and tell both."""
    await context.open_catalogue()
    await notify_lapsed.look_at(
        context.transaction, context.services, arguments.case, arguments.principal, context.clock()
    )


async def tell_offer(context: JobContext, arguments: OfferToTell) -> None:
    """Send the short messages of one step of an offer."""
    async with context.sms_gateway() as gateway:
        await offers.tell(context.transaction, context.services, gateway, arguments, context.clock())


async def tell_commissioned(context: JobContext, arguments: ContactToTell) -> None:
    """Send one short message to somebody without an account, whom a register's owner wants asked."""
    await context.open_catalogue()
    async with context.sms_gateway() as gateway:
        await tell_contact(context.transaction, context.services, gateway, arguments, context.clock())


async def read_sms(context: JobContext, arguments: SmsToRead) -> None:
    """Read one short message that somebody sent us."""
    await context.open_catalogue()
    await inbound.read(context.transaction, context.services, arguments.message, context.clock())


async def replay_rule(context: JobContext, arguments: RuleToReplay) -> None:
    """Try the rules of a draft on what was applied for."""
    from backend.cases.rule_replay import run as rule_replay  # with the checks of the studio, 2 MB

    await context.open_catalogue()
    done = await rule_replay.run(context.transaction, context.services, arguments.replay, context.clock)
    log.fact("rule_replay.run", replay=str(arguments.replay), done=done)


async def finish_upload(context: JobContext, arguments: ToFinish) -> None:
    """Hand in a complete upload that its last request could not hand in; a refusal is stored for its owner."""
    room = UploadContext(context.transaction, context.file_store, context.clock, hand_in.MAX_FILE_BYTES)
    await context.open_catalogue()
    try:
        await upload_intake.finish_upload(room, context.services, arguments.upload, unseen=True)
    except Unavailable:
        raise
    except Refusal as refusal:
        log.fact("upload.refused", upload=str(arguments.upload), reason=refusal.key)


JobTable = dict[str, tuple[type[Struct], Callable[[JobContext, Any], Awaitable[None]]]]
"""By queue name the type of the arguments and the function."""

REQUESTED_JOBS: JobTable = {
    pre_review.READ_JOB: (ToRead, read_material),
    FINISH: (ToFinish, finish_upload),
    pre_review.NOTIFY_JOB: (PreReviewNoticeJob, tell_reading),
    DELIVER: (ToDeliver, deliver_notice),
    CONTACTS_JOB: (ContactsJob, tell_payee),
    proofing.PROVE: (ToProve, prove_identity),
    consent_face.COMPARE: (consent_face.ToCompare, compare_consent_face),
    TELL_INVITED: (ToTellInvited, tell_invited),
    TELL_PRINCIPAL: (ToTellPrincipal, tell_principal),
    FOLLOW_CALL: (ToFollowCall, follow_call),
    SEND_SMS: (SmsJob, text_personal_message),
    PUSH_CAMPAIGN: (CampaignPushJob, push_campaign),
    RUN_CAMPAIGNS: (NoArguments, run_campaigns),
    TELL_ASKED: (ToTellAsked, tell_asked),
    FOLLOW_CONSENT_CALL: (ToFollowConsentCall, follow_consent_call),
    LOOK_AT_CONSENT: (ToLookAtConsent, look_at_consent),
    TELL_OFFER: (OfferToTell, tell_offer),
    READ_SMS: (SmsToRead, read_sms),
    TELL_CONTACT: (ContactToTell, tell_commissioned),
    REPLAY_RULE: (RuleToReplay, replay_rule),
}
