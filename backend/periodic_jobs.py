"""Periodic jobs: when each one runs, and what it does. Each finds itself what is due."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from msgspec import Struct
from msgspec.structs import replace

from auth.recovery import service as recovery
from backend.audit import service as audit
from backend.audit.service import CHECK
from backend.campaigns import find_recipients, owe, refresh
from backend.cases.changes import feed
from backend.cases.consents import notify_lapsed
from backend.cases.grants import missed_checks, send_payments
from backend.cases.obligations import remind
from backend.cases.reviews import rescan
from backend.delegation import legal_authority, notify_by_phone
from backend.kit import log
from backend.kit.jobs import NoArguments, daily, every
from backend.materials import pruning
from backend.materials.virus_scan import CarefulReader
from backend.offers import propose, submit_on_day
from backend.offers.commissioned.find_contacts import find_contacts
from backend.privacy import closure as closing
from backend.privacy import retention as purge
from backend.registers.client import Registers
from backend.registers.gateway import SignedTransport
from backend.requested_jobs import JobContext, run_campaigns


async def look_at_consents(context: JobContext) -> None:
    """End the requests for consent that no longer stand, and tell both."""
    await context.open_catalogue()
    log.fact(
        "consents.over", count=await notify_lapsed.look_at_all(context.transaction, context.services, context.clock())
    )


async def tell_of_ends(context: JobContext) -> None:
    """Notify both sides of mandates that end within a month."""
    log.fact("mandates.told_of_end", count=await notify_by_phone.tell_of_ends(context.transaction, context.clock()))


async def check_authority(context: JobContext) -> None:
    """Check mandates by law (parents, offices) against the registers; pause those no longer confirmed."""
    log.fact(
        "mandates.paused", count=await legal_authority.check_all(context.transaction, context.services, context.clock())
    )


async def remind_of_duties(context: JobContext) -> None:
    """Send one reminder for each obligation that falls due."""
    await context.open_catalogue()
    log.fact(
        "duties.reminded", count=await remind.send_reminders(context.transaction, context.services, context.clock())
    )


async def make_offers(context: JobContext) -> None:
    """Offer services to those who will be entitled in some weeks."""
    await context.open_catalogue()
    log.fact("offers.made", count=await propose.propose_all(context.transaction, context.services, context.clock()))
    await find_contacts(context.transaction, context.services, context.clock())


async def submit_offers(context: JobContext) -> None:
    """Submit the accepted offers whose day has come; end those that nobody answered."""
    await context.open_catalogue()
    done = await submit_on_day.submit_all(context.transaction, context.services, context.file_store, context.clock())
    log.fact("offers.submitted", count=done)


async def find_messages(context: JobContext) -> None:
    """Find whom something concerns that services announce, and owe them a message."""
    await context.open_catalogue()
    log.fact(
        "messages.asked", count=await refresh.refresh_consenting(context.transaction, context.services, context.clock())
    )
    found = await find_recipients.find_all(context.transaction, context.services, context.population, context.clock())
    log.fact("messages.found", count=found)
    await owe_messages(context)


async def owe_messages(context: JobContext) -> None:
    """Decide the personalised messages that are due, and write those that are sent to the inbox."""
    await context.open_catalogue()
    await refresh.ask_before_telling(context.transaction, context.services, context.clock())
    log.fact("messages.told", count=await owe.owe_due(context.transaction, context.services, context.clock()))


async def go_on_with_campaigns(context: JobContext) -> None:
    """Begin, go on with and close the campaigns of editors."""
    await run_campaigns(context, NoArguments())


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
    "find-messages": Schedule(daily(9, 50), find_messages),
    "owe-messages": Schedule(every(10), owe_messages),
    "run-campaigns": Schedule(every(1), go_on_with_campaigns),
    "check-authority": Schedule(daily(5, 20), check_authority),
    "tell-of-ending-mandates": Schedule(daily(9, 20), tell_of_ends),
    "make-offers": Schedule(every(30), make_offers),
    "submit-offers": Schedule(every(30), submit_offers),
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
