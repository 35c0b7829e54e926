"""A language that is installed as files is chosen by each request, with no change of code."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from backend.cases.answers import InvalidAnswer
from backend.kit.messages.language import LONGEST_ACCEPT, PSEUDO, SOURCE, answering, choose, speaking
from backend.kit.phone_number import NoPhoneNumber
from backend.registers.attributes import attributes
from backend.rules.diagnostics import RuleFileError
from backend.rules.parse_rules import read_rules
from backend.rules.slots.typed import read_typed
from backend.rules.slots.types import SlotError, TypedCondition
from backend.rules.wording import yes_no
from pwa import translation
from pwa.pages.desk.approval_form import FORM
from pwa.pages.studio.input_labels import MISTAKE
from tests.journey import TOKEN


@pytest.fixture
def english(house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some words of pages in English, as `pybabel compile` leaves them."""
    words = Catalog(locale="en")
    words.add("智慧福田", "Smart Futian")
    words.add("跳到正文", "Skip to content")
    file = tmp_path / "en/LC_MESSAGES/pages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_mo(target, words)
    monkeypatch.setattr(translation, "LOCALE", tmp_path)
    house.languages = translation.installed()
    translation.catalogue.cache_clear()


def test_which_language_a_request_gets() -> None:
    installed = ("en", "zh-Hant")
    for cookie, accept, expected in (
        ("", "", SOURCE),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", SOURCE),
        ("", "en;q=0.3, zh-Hant-HK;q=0.9", "zh-Hant"),
        ("", "fr, en;q=0", SOURCE),
        ("", "fr;q=x, *, en;q=0.1", "en"),
        ("", "en," * LONGEST_ACCEPT, SOURCE),
        ("en", "zh-CN", "en"),
        ("fr", "zh-CN", SOURCE),
        (SOURCE, "en", SOURCE),
        (PSEUDO, "", PSEUDO),
    ):
        assert choose(cookie, accept, installed) == expected, (cookie, accept)
    assert choose("", "en", ()) == SOURCE


def test_cached_words_are_those_of_the_language() -> None:
    for language, expected in ((SOURCE, "是"), (PSEUDO, "⟦是～⟧"), (SOURCE, "是")):
        with speaking(language):
            assert yes_no(True) == yes_no(value=True) == expected


async def test_each_visitor_reads_an_installed_language(english: None, browser: httpx.AsyncClient) -> None:
    async def home(**headers: str) -> str:
        return (await browser.get("/", headers=headers)).text

    source, translated = await home(), await home(**{"accept-language": "en-US,en;q=0.9"})
    assert (await home(), await home(**{"accept-language": "en"})) == (
        source,
        translated,
    )  # from the page cache, by language
    assert '<html lang="zh-Hans"' in source
    assert "跳到正文" in source
    for path in ("/", "/mode"):
        assert "Accept-Language" in (await browser.get(path)).headers["vary"]
    assert '<html lang="en"' in translated
    assert "Skip to content" in translated
    assert "⟦跳到正文～" in await home(cookie=f"language={PSEUDO}")


async def test_a_language_is_chosen_on_the_page_of_letters(english: None, browser: httpx.AsyncClient) -> None:
    offered = await browser.get("/mode")
    assert 'value="en" lang="en" aria-pressed="false">English</button>' in offered.text
    assert 'value="zh-Hans" lang="zh-Hans" aria-pressed="true">' in offered.text
    back = await browser.post("/mode/language", data={"language": "en", "back": "/about"})
    assert back.url.path == "/about"
    assert '<html lang="en"' in back.text
    refused = await browser.post("/mode/language", data={"language": "en", "colour": "red"})
    assert refused.status_code == 400
    assert '<html lang="en"' in refused.text, "the answer of a step is in the visitor's language too"


async def test_a_form_that_is_shown_again_says_what_is_wrong_in_the_visitors_language(
    browser: httpx.AsyncClient,
) -> None:
    for language, begins in ((SOURCE, ""), (PSEUDO, "⟦")):
        browser.cookies.set("language", language)
        token = TOKEN.search((await browser.get("/sign-in")).text)
        assert token
        refused = await browser.post("/sign-in", data={"phone": "1380013800O", "_token": token[1]})
        with speaking(language):
            sentence = NoPhoneNumber("letters").sentence
        assert sentence.startswith(begins + "号码里只能有数字")
        assert sentence in refused.text


def test_what_is_wrong_with_an_answer_is_said_in_the_language_of_the_page() -> None:
    for language, begins in ((SOURCE, ""), (PSEUDO, "⟦")):
        with answering(language), speaking(SOURCE):
            assert str(InvalidAnswer("credit_code")).startswith(begins + "统一社会信用代码")


def test_what_is_wrong_with_a_form_of_staff_is_said_in_the_language_of_the_page() -> None:
    def checks() -> list[str]:
        slot = read_typed(TypedCondition(attribute="no_such", compare="is"), "", {})
        assert isinstance(slot, SlotError)
        with pytest.raises(RuleFileError) as wrong:
            read_rules("[[rule", attributes(), "FT1.toml", "FT1")
        return [slot.says, wrong.value.mistakes[0].says, MISTAKE("not_a_date"), FORM("grant")]

    for language, begins in ((SOURCE, ""), (PSEUDO, "⟦")):
        with answering(language), speaking(SOURCE):
            found = checks()
        assert all(one.startswith("⟦") == bool(begins) for one in found), found


async def test_where_one_language_is_installed_none_is_offered(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/mode", headers={"accept-language": "en"})
    shown = answer.text
    assert answer.headers["vary"] == "Cookie"
    assert '<html lang="zh-Hans"' in shown
    assert "/mode/language" not in shown
