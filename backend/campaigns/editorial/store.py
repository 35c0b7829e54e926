"""Queries over campaigns; SQL in `queries.sql`."""

from uuid import UUID

from msgspec import Struct

from backend.campaigns.editorial.types import (
    ArmCount,
    Campaign,
    CampaignEvent,
    CampaignTrouble,
    MemberCount,
    MemberRow,
    WrittenContent,
)
from backend.kit.sql import Queries


class OnePerson(Struct, frozen=True):
    """A person, and nothing of them."""

    person: UUID


class CampaignStateCount(Struct, frozen=True):
    """How many campaigns stand in a state."""

    state: str
    number: int


sql = Queries.beside(__file__)
campaigns = sql.many("campaigns", Campaign)
campaign = sql.one("campaign", Campaign)
campaign_for_change = sql.one("campaign_for_change", Campaign)
recent = sql.many("recent", Campaign)
one_audience_at_a_time = sql.run("one_audience_at_a_time")
add_count = sql.run("add_count")
has_counted = sql.value("has_counted", bool)
add_count_spent = sql.value("add_count_spent", str)
at_work = sql.many("at_work", Campaign)
create = sql.run("create")
save = sql.run("save")
move = sql.run("move")
keep_meaning = sql.run("keep_meaning")
begin_run = sql.run("begin_run")
add_event = sql.run("add_event")
written = sql.maybe("written", WrittenContent)
events = sql.many("events", CampaignEvent)
places_of_carers = sql.value("places_of_carers", list[int])
carers_among = sql.many("carers_among", OnePerson)
freeze_members = sql.value("freeze_members", int)
enter_part = sql.run("enter_part")
entering = sql.value("entering", int)
due_members = sql.many("due_members", MemberRow)
waiting = sql.value("waiting", bool)
close_members = sql.run("close_members")
trouble = sql.one("trouble", CampaignTrouble)
member_counts = sql.many("member_counts", MemberCount)
arms = sql.many("arms", ArmCount)
state_of_notice = sql.value("state_of_notice", str)
resident_by_number = sql.value("resident_by_number", UUID)
people_at = sql.many("people_at", OnePerson)
campaign_states = sql.many("campaign_states", CampaignStateCount)
