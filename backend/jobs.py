"""Table of background jobs: queue name, arguments, function; and the schedule of periodic ones. Every job is idempotent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from auth.identity import proofing
from auth.identity.captures import Captures
from auth.identity.liveness import liveness
from auth.identity.types import ToProve
from auth.recovery import service as recovery
from auth.session.sessions import Sessions
from backend.audit import service as audit
from backend.audit.service import CHECK
from backend.cases.changes import feed
from backend.cases.consents import watch
from backend.cases.consents.jobs import TELL_ASKED, ToTellAsked
from backend.cases.grants import missed_checks, send_payments
from backend.cases.lock import LOOK_AT_CONSENT, ToLookAtConsent
from backend.cases.obligations import remind
from backend.cases.papers import hand_in, upload_intake
from backend.cases.reviews import pre_review, rescan
from backend.cases.services import CaseServices
from backend.delegation import by_law, calling, telling
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
from backend.kit.jobs import NoArguments, daily, every
from backend.kit.problems import Refusal, Unavailable
from backend.kit.sql import Db
from backend.materials import pruning
from backend.materials.file_store import FileStore
from backend.materials.reading.face_types import available
from backend.materials.reading.reader import Reader
from backend.materials.types import PreReviewNoticeJob, ToRead
from backend.materials.uploads.types import ToFinish
from backend.materials.uploads.writer import FINISH, UploadContext
from backend.materials.virus_scan import CarefulReader
from backend.notices.service import DELIVER
from backend.notices.sms import SmsGateway, new_session
from backend.notices.types import ToDeliver
from backend.payees import contact_alerts as alerts
from backend.payees.types import CONTACTS_JOB, ContactsJob
from backend.privacy import closure as closing
from backend.privacy import retention as purge
from backend.registers.client import Registers
from backend.registers.gateway import SignedTransport
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

    def transaction(self) -> AbstractAsyncContextManager[Db]:
        """Open a transaction."""
        return transaction(self.pool)

    async def open_catalogue(self) -> None:
        """Load the catalogue in force today."""
        async with self.transaction() as db:
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
    """Push one inbox message to the person's devices."""
    await context.courier.deliver(context.transaction, arguments.notice, context.clock())


async def prove_identity(context: JobContext, arguments: ToProve) -> None:
    """Evaluate the pictures of one identity proofing attempt."""
    tools = proofing.ProofingTools(
        services=context.services, captures=context.captures, reader=context.reader, liveness=liveness(context.settings),
        face=context.settings.face_suffices and available(),
    )  # fmt: skip
    await proofing.run_attempt(context.transaction, tools, arguments.attempt, context.clock())


async def tell_payee(context: JobContext, arguments: ContactsJob) -> None:
    """Send every contact of a person a message that their payee account changes, or that the change was stopped."""
    async with new_session() as session:
        gateway = SmsGateway(context.settings.sms_url, context.settings.sms_key, session)
        await alerts.tell(
            context.transaction, context.services.vault, gateway, context.settings.origin, arguments, context.clock()
        )


async def tell_invited(context: JobContext, arguments: ToTellInvited) -> None:
    """Send an SMS about an invitation to its number."""
    async with new_session() as session:
        gateway = SmsGateway(context.settings.sms_url, context.settings.sms_key, session)
        await telling.tell_invited(
            context.transaction, context.services, gateway, arguments.invitation, context.clock()
        )


async def tell_principal(context: JobContext, arguments: ToTellPrincipal) -> None:
    """Send every contact of a principal a message that a mandate began."""
    async with new_session() as session:
        gateway = SmsGateway(context.settings.sms_url, context.settings.sms_key, session)
        await telling.tell_principal(
            context.transaction, context.services, gateway, context.services.registers, arguments, context.clock()
        )


async def follow_call(context: JobContext, arguments: ToFollowCall) -> None:
    """Place the confirmation call to a principal, or poll its result."""
    await context.open_catalogue()
    await calling.follow(
        context.transaction, context.services, context.services.registers, arguments.call, context.clock()
    )


async def tell_asked(context: JobContext, arguments: ToTellAsked) -> None:
    """Send a principal a short message that a request for consent waits."""
    async with new_session() as session:
        gateway = SmsGateway(context.settings.sms_url, context.settings.sms_key, session)
        await watch.tell_asked(context.transaction, context.services.vault, gateway, arguments.request)


async def look_at_consent(context: JobContext, arguments: ToLookAtConsent) -> None:
    """End the request for consent of a case that was changed, and tell both."""
    await context.open_catalogue()
    await watch.look_at(context.transaction, context.services, arguments.case, arguments.principal, context.clock())


async def look_at_consents(context: JobContext) -> None:
    """End the requests for consent that no longer stand, and tell both."""
    await context.open_catalogue()
    log.fact("consents.over", count=await watch.look_at_all(context.transaction, context.services, context.clock()))


async def tell_of_ends(context: JobContext) -> None:
    """Notify both sides of mandates that end within a month."""
    log.fact("mandates.told_of_end", count=await telling.tell_of_ends(context.transaction, context.clock()))


async def check_authority(context: JobContext) -> None:
    """Check mandates by law (parents, offices) against the registers; pause those no longer confirmed."""
    log.fact("mandates.paused", count=await by_law.check_all(context.transaction, context.services, context.clock()))


async def remind_of_duties(context: JobContext) -> None:
    """Send one reminder for each obligation that falls due."""
    await context.open_catalogue()
    log.fact(
        "duties.reminded", count=await remind.send_reminders(context.transaction, context.services, context.clock())
    )


async def pay_grants(context: JobContext) -> None:
    """Pause grants whose yearly check was missed, then create, send and poll the payment orders of the month."""
    await context.open_catalogue()
    now = context.clock()
    log.fact("grants.paused", count=await missed_checks.keep(context.transaction, context.services, now))
    async with treasury_of(context) as bank:
        log.fact("payments.moved", **await send_payments.pay(context.transaction, context.services, bank, now))


@asynccontextmanager
async def treasury_of(context: JobContext) -> AsyncIterator[SignedTransport]:
    """Client of the treasury; without FUTIAN_TREASURY_URL (a trial) the client of the registers."""
    settings = context.settings
    if not settings.treasury_url:
        yield context.services.registers
        return
    own = Registers(replace(settings, register_url=settings.treasury_url, register_key=settings.treasury_key))
    try:
        yield own
    finally:
        await own.close()


async def hear_of_changes(context: JobContext) -> None:
    """Read changes about grantees from the population register and propose changes of their grants."""
    await context.open_catalogue()
    log.fact("changes.proposed", count=await feed.pull(context.transaction, context.services, context.clock()))


async def link_audit(context: JobContext) -> None:
    """Extend the audit chain and the evidence chain by what was written since the last run."""
    await audit.link_all(context.transaction, context.settings, context.clock())
    await audit.link_evidence(context.transaction, context.settings, context.clock())


async def check_audit(context: JobContext) -> None:
    """Verify the whole audit log against its chain and the signed heads; store the result."""
    async with context.transaction() as db:
        await audit.check_and_keep(db, context.settings, context.clock())


async def prune_materials(context: JobContext) -> None:
    """Delete files that no paper refers to."""
    await pruning.prune(context.transaction, context.file_store, context.clock())


async def rescan_materials(context: JobContext) -> None:
    """Scan again the files about which the virus scanner gave no answer, if a scanner is configured."""
    if isinstance(context.reader, CarefulReader):
        scanner, now = context.reader.scanner, context.clock()
        spoken = await rescan.rescan_files(context.transaction, context.services, context.file_store, scanner, now)
        log.fact("materials.rescanned", count=spoken)


async def drop_pieces(context: JobContext) -> None:
    """Delete the chunks of finished and expired uploads."""
    await pruning.drop_pieces(context.transaction, context.file_store)


async def look_for_missing(context: JobContext) -> None:
    """Check that the file of every paper exists in the store; missing ones are logged for the operator."""
    await pruning.missing_files(context.transaction, context.file_store)


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


async def purge_expired(context: JobContext) -> None:
    """Delete everything whose retention period is over."""
    await purge.purge(context.transaction, context.file_store, context.clock())


async def close_accounts(context: JobContext) -> None:
    """Close the accounts whose waiting period is over, after ending their sessions."""
    await closing.close_due(context.transaction, context.file_store, context.sign_out, context.clock())


async def change_numbers(context: JobContext) -> None:
    """Complete number changes confirmed at a counter whose waiting period is over."""
    await recovery.complete_due(
        context.transaction, context.services.vault, context.file_store, context.sign_out, context.clock()
    )


class Schedule(Struct, frozen=True):
    """Periodic job: cron expression and function. The function finds itself what is due, and running twice changes nothing."""

    when: str
    does: Callable[[JobContext], Awaitable[None]]


SCHEDULES: dict[str, Schedule] = {
    "remind-of-duties": Schedule(daily(9, 10), remind_of_duties),
    "check-authority": Schedule(daily(5, 20), check_authority),
    "tell-of-ending-mandates": Schedule(daily(9, 20), tell_of_ends),
    "look-at-consents": Schedule(every(10), look_at_consents),
    "pay-grants": Schedule(every(30), pay_grants),
    "hear-of-changes": Schedule(every(10), hear_of_changes),
    "link-audit": Schedule(every(1), link_audit),
    CHECK: Schedule(daily(3, 30), check_audit),
    "drop-pieces": Schedule(every(10), drop_pieces),
    "rescan-materials": Schedule(every(10), rescan_materials),
    "prune-materials": Schedule(daily(3, 50), prune_materials),
    "look-for-missing-files": Schedule(daily(4, 20), look_for_missing),
    "purge": Schedule(daily(4), purge_expired),
    "change-numbers": Schedule(every(15), change_numbers),
    "close-accounts": Schedule(every(15), close_accounts),
}


def periodic(schedule: Schedule) -> Callable[[JobContext, NoArguments], Awaitable[None]]:
    """Job handler that runs a schedule once."""

    async def handler(context: JobContext, _: NoArguments) -> None:
        await schedule.does(context)

    return handler


JOBS: dict[str, tuple[type[Struct], Callable[[JobContext, Any], Awaitable[None]]]] = {
    pre_review.READ_JOB: (ToRead, read_material),
    FINISH: (ToFinish, finish_upload),
    pre_review.NOTIFY_JOB: (PreReviewNoticeJob, tell_reading),
    DELIVER: (ToDeliver, deliver_notice),
    CONTACTS_JOB: (ContactsJob, tell_payee),
    proofing.PROVE: (ToProve, prove_identity),
    TELL_INVITED: (ToTellInvited, tell_invited),
    TELL_PRINCIPAL: (ToTellPrincipal, tell_principal),
    FOLLOW_CALL: (ToFollowCall, follow_call),
    TELL_ASKED: (ToTellAsked, tell_asked),
    LOOK_AT_CONSENT: (ToLookAtConsent, look_at_consent),
    **{name: (NoArguments, periodic(schedule)) for name, schedule in SCHEDULES.items()},
}
