"""The lint of a campaign's text: plain, short, nothing private, one thing to do."""

from datetime import date

import pytest
from msgspec.structs import replace

from backend.campaigns.editorial.lint import check_content
from backend.campaigns.editorial.templates import BLANK, campaign_templates
from backend.campaigns.editorial.types import CampaignContent
from backend.catalogue.published import PublishedCatalogue

TODAY = date(2026, 11, 23)
GOOD = CampaignContent(
    name="照护课", purpose="让照顾家人的人知道", condition='{ attribute = "age", at_least = 60 }', title="家门口的照护课开始报名",
    body="周末两小时，学会扶人起身和翻身。不收费。", action="看看怎么报名", link="/services/elderly", begins_on=TODAY,
    expires_on=date(2026, 12, 20),
)  # fmt: skip


def faults(content: CampaignContent) -> set[str]:
    """The fields that have to be mended."""
    return {one.field for one in check_content(content, PublishedCatalogue(), TODAY) if not one.advice}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"title": "请务必报名"}, "title"),
        ({"title": "低保家庭请来报名"}, "title"),
        ({"title": "领300元补贴"}, "title"),
        ({"title": "快来报名！"}, "title"),
        ({"title": "家门口的照护课从下个星期一开始接受所有居民报名"}, "title"),
        ({"body": "扫码报名，也可以打0755-12345678。"}, "body"),
        ({"body": "详情看 https://example.com"}, "body"),
        ({"body": "【时间】开课。"}, "body"),
        ({"action": ""}, "action"),
        ({"link": "https://example.com"}, "link"),
        ({"link": "//example.com"}, "link"),
        ({"link": "/services/FT9999999"}, "link"),
        ({"condition": '{ attribute = "rental_queue_number", is = 7 }'}, "condition"),
        ({"condition": '{ attribute = "disability_level", known = true }'}, "condition"),
        ({"condition": ""}, "condition"),
        ({"condition": "", "streets": ("440304008",)}, None),
        ({"expires_on": date(2026, 11, 1)}, "expires_on"),
        ({"expires_on": date(2027, 11, 1)}, "expires_on"),
        ({"begins_on": None}, "begins_on"),
        ({"from_hour": 20, "until_hour": 9}, "until_hour"),
        ({"kind": "benefit", "held_out": 5}, "held_out"),
        ({"kind": "duty", "topic": "deadline"}, "basis"),
        ({"kind": "duty", "topic": "news", "basis": "《居住证暂行条例》"}, "topic"),
    ],
)
def test_what_has_to_be_mended(change: dict[str, object], field: str | None) -> None:
    assert faults(replace(GOOD, **change)) == ({field} if field else set())


def test_a_private_word_in_the_body_is_worth_a_thought_and_no_fault() -> None:
    content = replace(GOOD, body="残疾人家庭也可以来。")
    assert faults(content) == set()
    assert any(one.advice and one.field == "body" for one in check_content(content, PublishedCatalogue(), TODAY))


def test_a_template_that_was_left_open_is_no_message_yet() -> None:
    for key, template in campaign_templates().items():
        written = replace(
            template.content, **{n: getattr(GOOD, n) for n in ("condition", "link", "begins_on", "expires_on")}
        )
        assert (key == BLANK) or faults(written) <= {"title", "body", "basis"}, key
