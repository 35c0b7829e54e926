"""What became of everybody: the ledger of a campaign, to the person; the comparison with the hold-out. Counts as they may be shown.

eligible = held out + suppressed (by reason) + deferred + delivered + failed + expired; who closed the account since is counted apart.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec import Struct

from backend.campaigns.editorial import store
from backend.campaigns.editorial.interval import Lift, lift
from backend.campaigns.editorial.lint import SERVICE
from backend.campaigns.editorial.types import ArmCount, Campaign, MemberCount
from backend.campaigns.ledger import digest
from backend.campaigns.types import PURPOSE
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.rules.population_impact import LEAST

ENDS = ("held_out", "suppressed", "deferred", "delivered", "failed", "expired")


class ArmLine(Struct, frozen=True):
    """One arm as it may be shown: people, of them opened, of them applied; None: too few."""

    people: int | None
    opened: int | None
    applied: int | None


class CampaignResults(Struct, frozen=True, kw_only=True):
    """The ledger of a campaign; None: too few. `balanced`: exactly, before rounding. `lift`: where both arms may be shown."""

    eligible: int | None
    ends: dict[str, int | None]
    reasons: dict[str, int | None]
    gone: int | None
    opted_out: int | None
    balanced: bool
    told: ArmLine | None
    held_out: ArmLine | None
    lift: Lift | None


async def results_of(db: Db, campaign: Campaign, shown: DisclosureRule) -> CampaignResults:
    """Count what became of everybody."""
    rows = await ledger_rows(db, campaign)
    trouble = await store.trouble(db, campaign=campaign.id, purpose=PURPOSE)
    told, holdout = await arms_of(db, campaign)
    total, everybody = sum(one.number for one in rows), digest([one.digest for one in rows])
    gone = (campaign.members or 0) - total
    return CampaignResults(
        eligible=shown.people(total, everybody, "eligible"), ends=ends_of(rows, shown), reasons=reasons_of(rows, shown),
        gone=shown.people(max(gone, 0), everybody, "gone"), opted_out=shown.people(trouble.opted_out, everybody, "opted_out"),
        balanced=gone >= 0 and all(one.state in ENDS for one in rows),
        told=arm_line(told, shown, "delivered"), held_out=arm_line(holdout, shown, "held_out"), lift=lift_of(told, holdout),
    )  # fmt: skip


async def ledger_rows(db: Db, campaign: Campaign) -> list[MemberCount]:
    """The ledger, with those who are frozen and not entered yet among those who wait."""
    rows, entering = await store.member_counts(db, campaign=campaign.id), await store.entering(db, campaign=campaign.id)
    return [*rows, MemberCount("deferred", "", entering, "")] if entering else rows


async def results_by_id(db: Db, id: UUID, shown: DisclosureRule) -> CampaignResults:
    """Results of one campaign by id; raises NotThere."""
    return await results_of(db, await store.campaign(db, id=id), shown)


async def arms_of(db: Db, campaign: Campaign) -> tuple[ArmCount | None, ArmCount | None]:
    """Those who were told and those who were held out, if the message leads to a service."""
    service = SERVICE.search(campaign.content.link)
    if campaign.started_at is None:
        return None, None
    found = await store.arms(db, campaign=campaign.id, service=service[1] if service else "", since=campaign.started_at)
    by_arm = {one.held_out: one for one in found}
    return by_arm.get(False), by_arm.get(True)


def ends_of(rows: Sequence[MemberCount], shown: DisclosureRule) -> dict[str, int | None]:
    """How many ended in which way."""
    return {state: people([one for one in rows if one.state == state], shown, state) for state in ENDS}


def reasons_of(rows: Sequence[MemberCount], shown: DisclosureRule) -> dict[str, int | None]:
    """Why those weren't told who were suppressed."""
    return {one.reason: people([one], shown, one.reason) for one in rows if one.state == "suppressed"}


def people(rows: Iterable[MemberCount], shown: DisclosureRule, name: str) -> int | None:
    """The number of people in some lines, as it may be shown."""
    found = list(rows)
    return shown.people(sum(one.number for one in found), digest([one.digest for one in found]), name)


def arm_line(arm: ArmCount | None, shown: DisclosureRule, state: str) -> ArmLine | None:
    """One arm as it may be shown, the same people as the same number as in the ledger; of too few, no step is said."""
    if arm is None:
        return None
    of = digest([arm.digest])
    counted = shown.people(arm.people, of, state)
    if counted is None:
        return ArmLine(None, None, None)
    return ArmLine(counted, shown.people(arm.opened, of, "opened"), shown.people(arm.applied, of, "applied"))


def lift_of(told: ArmCount | None, holdout: ArmCount | None) -> Lift | None:
    """The difference between the arms, where nobody could be told apart by it."""
    if told is None or holdout is None:
        return None
    small = [one for arm in (told, holdout) for one in (arm.people, arm.applied) if one < LEAST]
    return None if small else lift(told.applied, told.people, holdout.applied, holdout.people)


def as_csv(results: CampaignResults) -> str:
    """Counts for a spreadsheet, never people: measure, key, count ("<20" for too few)."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(("measure", "key", "count"))
    rows = [("eligible", "", results.eligible), ("gone", "", results.gone), ("opted_out", "", results.opted_out)]
    rows += [("end", key, count) for key, count in results.ends.items()]
    rows += [("suppressed", key, count) for key, count in results.reasons.items()]
    for name, arm in (("told", results.told), ("held_out", results.held_out)):
        if arm is not None:
            rows += [(name, step, getattr(arm, step)) for step in ("people", "opened", "applied")]
    lines.writerows((measure, key, f"<{LEAST}" if count is None else count) for measure, key, count in rows)
    return out.getvalue()
