"""The preview of a campaign: every channel, both reading modes, each language whose files are there."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from msgspec.structs import replace

from backend.campaigns.editorial.types import CampaignContent
from backend.notices.lock_screen import RING
from backend.registers.sms_wordings import SMS
from pwa import translation
from pwa.pages.campaigns.channel_previews import looks_of

CONTENT = CampaignContent(
    title="家门口的照护课 <b>", body="周末两小时。", action="看看怎么报名", link="/services/FT0205001", sms=True
)


def test_every_channel_and_mode() -> None:
    [source] = looks_of(CONTENT)
    assert (source.language, "<b>" in source.html) == ("zh-Hans", False)
    papers = re.findall(r'data-mode="(\w+)"', source.html)
    assert sorted(papers) == ["elder", "elder", "normal", "normal"]
    for words in (
        RING().push,
        SMS["personal_message"]().sms,
        "看看怎么报名",
        "周末两小时。",
        "不再提醒“和您有关的消息”",
        "手机锁屏",
    ):
        assert words in source.html, words
    [without] = looks_of(replace(CONTENT, sms=False))
    assert "不发短信" in without.html
    assert SMS["personal_message"]().sms not in without.html


def test_a_language_that_is_installed_is_shown_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = Catalog(locale="en")
    words.add("手机锁屏", "Lock screen")
    file = tmp_path / "en/LC_MESSAGES/pages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_mo(target, words)
    monkeypatch.setattr(translation, "LOCALE", tmp_path)
    translation.catalogue.cache_clear()
    source, english = looks_of(CONTENT)
    translation.catalogue.cache_clear()
    assert (english.language, english.name) == ("en", "English")
    assert "Lock screen" in english.html
    assert "手机锁屏" not in english.html
    assert "家门口的照护课" in english.html, "what an editor wrote stays as it was written"
    assert "手机锁屏" in source.html
