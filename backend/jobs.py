"""Which job is done by which function, and which are done again and again; every job may come twice and is then done once."""

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
from backend.cases.grants import missed_checks, send_payments
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


class Bench(Struct, frozen=True):
    """What a worker needs at hand."""

    pool: Pool
    services: CaseServices
    file_store: FileStore
    reader: Reader
    courier: PushSender
    clock: Clock
    settings: Settings
    captures: Captures

    def transaction(self) -> AbstractAsyncContextManager[Db]:
        """One transaction of a job."""
        return transaction(self.pool)

    async def open_book(self) -> None:
        """The catalogue as it stands today."""
        async with self.transaction() as db:
            await self.services.catalogue.open(db, local_date(self.clock()))

    async def sign_out(self, person: UUID) -> int:
        """Everywhere, of somebody whose account closes or moves to another number."""
        return await Sessions(self.captures.redis, self.services.vault, self.clock).end_all(f"person:{person}")


async def read_material(bench: Bench, arguments: ToRead) -> None:
    """Pre-review of one paper."""
    await bench.open_book()
    await pre_review.read_one(
        bench.transaction, bench.services, bench.file_store, bench.reader, arguments.material, bench.clock()
    )


async def tell_reading(bench: Bench, arguments: PreReviewNoticeJob) -> None:
    """What pre-review said, for somebody who left before it did."""
    await bench.open_book()
    await pre_review.notify_passed(bench.transaction, bench.services, arguments.material, bench.clock())


async def deliver_notice(bench: Bench, arguments: ToDeliver) -> None:
    """Copy one message of the inbox to the person's devices."""
    await bench.courier.deliver(bench.transaction, arguments.notice, bench.clock())


async def prove_identity(bench: Bench, arguments: ToProve) -> None:
    """Look at the pictures of one try to prove who somebody is."""
    tools = proofing.ProofingTools(
        services=bench.services, captures=bench.captures, reader=bench.reader, liveness=liveness(bench.settings),
        face=bench.settings.face_suffices and available(),
    )  # fmt: skip
    await proofing.run_attempt(bench.transaction, tools, arguments.attempt, bench.clock())


async def tell_payee(bench: Bench, arguments: ContactsJob) -> None:
    """Tell every contact of a person that their payee account changes, or that a change was stopped."""
    async with new_session() as session:
        gateway = SmsGateway(bench.settings.sms_url, bench.settings.sms_key, session)
        await alerts.tell(
            bench.transaction, bench.services.vault, gateway, bench.settings.origin, arguments, bench.clock()
        )


async def tell_invited(bench: Bench, arguments: ToTellInvited) -> None:
    """Tell a number that there is an invitation."""
    async with new_session() as session:
        gateway = SmsGateway(bench.settings.sms_url, bench.settings.sms_key, session)
        await telling.tell_invited(bench.transaction, bench.services, gateway, arguments.invitation, bench.clock())


async def tell_principal(bench: Bench, arguments: ToTellPrincipal) -> None:
    """Tell every contact of a principal that somebody may act for them from now on."""
    async with new_session() as session:
        gateway = SmsGateway(bench.settings.sms_url, bench.settings.sms_key, session)
        await telling.tell_principal(
            bench.transaction, bench.services, gateway, bench.services.registers, arguments, bench.clock()
        )


async def follow_call(bench: Bench, arguments: ToFollowCall) -> None:
    """Place a call to a principal, or ask how it went."""
    await bench.open_book()
    await calling.follow(bench.transaction, bench.services, bench.services.registers, arguments.call, bench.clock())


async def tell_of_ends(bench: Bench) -> None:
    """Both sides of a long mandate hear that it ends within a month."""
    log.fact("mandates.told_of_end", count=await telling.tell_of_ends(bench.transaction, bench.clock()))


async def check_authority(bench: Bench) -> None:
    """Parents and offices: does the register still say so?"""
    log.fact("mandates.paused", count=await by_law.check_all(bench.transaction, bench.services, bench.clock()))


async def remind_of_duties(bench: Bench) -> None:
    """Whoever owes something from today on is told once."""
    await bench.open_book()
    log.fact("duties.reminded", count=await remind.send_reminders(bench.transaction, bench.services, bench.clock()))


async def pay_grants(bench: Bench) -> None:
    """Whose check was missed is paused, then the orders of the month are listed, sent and asked about."""
    await bench.open_book()
    now = bench.clock()
    log.fact("grants.paused", count=await missed_checks.keep(bench.transaction, bench.services, now))
    async with treasury_of(bench) as bank:
        log.fact("payments.moved", **await send_payments.pay(bench.transaction, bench.services, bank, now))


@asynccontextmanager
async def treasury_of(bench: Bench) -> AsyncIterator[SignedTransport]:
    """The treasury: an address of its own, or in a trial the one of the registers."""
    settings = bench.settings
    if not settings.treasury_url:
        yield bench.services.registers
        return
    own = Registers(replace(settings, register_url=settings.treasury_url, register_key=settings.treasury_key))
    try:
        yield own
    finally:
        await own.close()


async def hear_of_changes(bench: Bench) -> None:
    """What the population register tells of people who are granted something."""
    await bench.open_book()
    log.fact("changes.proposed", count=await feed.pull(bench.transaction, bench.services, bench.clock()))


async def link_audit(bench: Bench) -> None:
    """What was done since the last link."""
    await audit.link_all(bench.transaction, bench.settings, bench.clock())
    await audit.link_evidence(bench.transaction, bench.settings, bench.clock())


async def check_audit(bench: Bench) -> None:
    """The whole audit log against its chain and the signed heads."""
    async with bench.transaction() as db:
        await audit.check_and_keep(db, bench.settings, bench.clock())


async def prune_materials(bench: Bench) -> None:
    """Files that nobody needs any more."""
    await pruning.prune(bench.transaction, bench.file_store, bench.clock())


async def rescan_materials(bench: Bench) -> None:
    """Files that the scanner gave no answer about, where there is a scanner."""
    if isinstance(bench.reader, CarefulReader):
        scanner, now = bench.reader.scanner, bench.clock()
        spoken = await rescan.rescan_files(bench.transaction, bench.services, bench.file_store, scanner, now)
        log.fact("materials.rescanned", count=spoken)


async def drop_pieces(bench: Bench) -> None:
    """Pieces of uploads that are over."""
    await pruning.drop_pieces(bench.transaction, bench.file_store)


async def look_for_missing(bench: Bench) -> None:
    """Is the file of every paper in a slot where it should be? What isn't is said to the operator."""
    await pruning.missing_files(bench.transaction, bench.file_store)


async def finish_upload(bench: Bench, arguments: ToFinish) -> None:
    """Hand in an upload whose last byte came, if the request that brought it could not; a refusal is for its owner to read."""
    room = UploadContext(bench.transaction, bench.file_store, bench.clock, hand_in.MAX_FILE_BYTES)
    await bench.open_book()
    try:
        await upload_intake.finish_upload(room, bench.services, arguments.upload, unseen=True)
    except Unavailable:
        raise
    except Refusal as refusal:
        log.fact("upload.refused", upload=str(arguments.upload), reason=refusal.key)


async def purge_expired(bench: Bench) -> None:
    """Everything whose time to be kept is over."""
    await purge.purge(bench.transaction, bench.file_store, bench.clock())


async def close_accounts(bench: Bench) -> None:
    """The accounts whose time to think again is over; whoever is signed in there is signed out first."""
    await closing.close_due(bench.transaction, bench.file_store, bench.sign_out, bench.clock())


async def change_numbers(bench: Bench) -> None:
    """Numbers confirmed at a counter whose waiting is over."""
    await recovery.complete_due(
        bench.transaction, bench.services.vault, bench.file_store, bench.sign_out, bench.clock()
    )


class Schedule(Struct, frozen=True):
    """Something done again and again without being asked; it looks itself what there is to do, and twice is once."""

    when: str
    does: Callable[[Bench], Awaitable[None]]


SCHEDULES: dict[str, Schedule] = {
    "remind-of-duties": Schedule(daily(9, 10), remind_of_duties),
    "check-authority": Schedule(daily(5, 20), check_authority),
    "tell-of-ending-mandates": Schedule(daily(9, 20), tell_of_ends),
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


def periodic(schedule: Schedule) -> Callable[[Bench, NoArguments], Awaitable[None]]:
    """The job that one turn of a schedule asks for."""

    async def handler(bench: Bench, _: NoArguments) -> None:
        await schedule.does(bench)

    return handler


JOBS: dict[str, tuple[type[Struct], Callable[[Bench, Any], Awaitable[None]]]] = {
    pre_review.READ_JOB: (ToRead, read_material),
    FINISH: (ToFinish, finish_upload),
    pre_review.NOTIFY_JOB: (PreReviewNoticeJob, tell_reading),
    DELIVER: (ToDeliver, deliver_notice),
    CONTACTS_JOB: (ContactsJob, tell_payee),
    proofing.PROVE: (ToProve, prove_identity),
    TELL_INVITED: (ToTellInvited, tell_invited),
    TELL_PRINCIPAL: (ToTellPrincipal, tell_principal),
    FOLLOW_CALL: (ToFollowCall, follow_call),
    **{name: (NoArguments, periodic(schedule)) for name, schedule in SCHEDULES.items()},
}
