"""Two editors' texts of one draft: other fields come together, the same field is shown twice and keeps what was typed."""

from msgspec.structs import replace

from backend.campaigns.editorial.merging import merge_contents
from backend.campaigns.editorial.types import CampaignContent
from pwa.pages.campaigns.edit_conflicts import FIELDS

BASE = CampaignContent(name="照护课", title="照护课", streets=("440304004", "440304008"))


def test_different_fields_come_together() -> None:
    saved = merge_contents(BASE, replace(BASE, title="园岭的照护课"), replace(BASE, body="不收费。"))
    assert saved.wanted == replace(BASE, title="园岭的照护课", body="不收费。")
    assert (saved.conflicts, saved.merged) == ((), True)


def test_one_field_keeps_what_was_typed() -> None:
    theirs, mine = replace(BASE, title="他的", action="看看"), replace(BASE, title="我的")
    saved = merge_contents(BASE, theirs, mine)
    assert saved.wanted == replace(BASE, title="我的", action="看看")
    [conflict] = saved.conflicts
    assert (conflict.path, conflict.base, conflict.theirs, conflict.mine) == ("title", "照护课", "他的", "我的")


def test_lists_are_one_value() -> None:
    saved = merge_contents(BASE, replace(BASE, streets=("440304001",)), replace(BASE, streets=("440304002",)))
    assert saved.wanted.streets == ("440304002",)
    assert [one.path for one in saved.conflicts] == ["streets"]


def test_without_a_base_every_difference_is_shown() -> None:
    saved = merge_contents(None, replace(BASE, title="他的"), replace(BASE, body="我的"))
    assert (saved.wanted.title, saved.wanted.body) == ("照护课", "我的")
    assert {one.path for one in saved.conflicts} == {"title", "body"}


def test_every_field_has_a_word() -> None:
    assert set(FIELDS) == set(CampaignContent.__struct_fields__)
