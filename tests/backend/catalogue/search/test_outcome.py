"""What a search does when it doesn't know: somebody else is named, the nearest is called that, and nothing is made up."""

import re
from pathlib import Path

import msgspec
import pytest

from backend.catalogue.load import read_service, service_files
from backend.catalogue.search.outcome import FITS, search_outcome, search_services
from backend.catalogue.search.outside_services import outside_services
from backend.catalogue.search.types import SearchIndex

OFF_TOPIC = Path(__file__).parent.parent / "off_topic"
REFUSED = 0.95  # of what no service answers
LOST = 0.01  # at most of the names and aliases of our own services


def off_topic() -> list[str]:
    """What people type that no service answers."""
    return [q for p in OFF_TOPIC.glob("*.toml") for q in msgspec.toml.decode(p.read_bytes())["queries"]]


def test_what_no_service_answers_is_refused(index: SearchIndex) -> None:
    asked = off_topic()
    answered = [text for text in asked if search_services(index, text)]
    assert len(asked) >= 150
    assert len(answered) <= (1 - REFUSED) * len(asked), answered


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("护照", "passport"), ("驾照到期", "driving"), ("護照換發", "passport"), ("医保报销比例", "medical_insurance"),
        ("renew driver license", "driving"), ("房子过户", "property"),
    ],
)  # fmt: skip
def test_who_does_it_instead_is_named(index: SearchIndex, typed: str, key: str) -> None:
    outcome = search_outcome(index, typed)
    assert (outcome.outside and outcome.outside.key, outcome.found) == (key, [])
    assert all(one.score >= FITS for one in outcome.nearest)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("办护照要居住登记回执", "居住登记信息证明打印"), ("移民要出生公证", "亲属关系公证"), ("银行要告我信用卡没还", "金融纠纷案件网上立案导引（巨鲸智）"),
        ("医保卡掉了", "社会保障卡补领、换领"),
    ],
)  # fmt: skip
def test_a_word_by_the_way_sends_nobody_elsewhere(index: SearchIndex, typed: str, name: str) -> None:
    outcome = search_outcome(index, typed, 3)
    assert outcome.outside is None
    assert name in [one.name for one in outcome.found]


def test_our_own_words_stay_ours(index: SearchIndex) -> None:
    own = [(alias, s.code) for s in map(read_service, service_files()) for alias in (s.name, *s.aliases)]
    lost = [text for text, code in own if code not in {one.code for one in search_services(index, text, 3)}]
    assert len(lost) <= LOST * len(own), lost


def test_what_is_only_near_is_called_that(index: SearchIndex) -> None:
    assert search_outcome(index, "高龄津贴").fits
    near = search_outcome(index, "钱包里的东西发霉想找社区")
    assert not near.fits


def test_the_table_has_each_key_once_and_every_word_leads_somewhere() -> None:
    keys = [one.key for one in outside_services()]
    assert len(keys) == len(set(keys))
    assert not [one.key for one in outside_services() if set(one.words.split()) & set(one.unless.split())]
    assert not [one.key for one in outside_services() if not one.who or re.search("[。，]$", one.who)]
