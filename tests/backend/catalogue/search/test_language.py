"""The tables that processes map read and cut Chinese exactly as pypinyin and jieba do."""

from functools import partial
from itertools import chain
from random import Random

import jieba
import pytest
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from backend.catalogue.search.dictionaries import language
from backend.catalogue.search.language import Language, language_arrays, mapped_language

CHARACTERS = [chr(c) for c in chain([0x3007], range(0x3400, 0xA000), range(0xF900, 0xFB00))]
"""All that `runs` takes for Chinese."""
pinyin = partial(lazy_pinyin, style=Style.NORMAL, v_to_u=False)


@pytest.fixture(scope="module")
def mapped() -> Language:
    """The language as a process has it that maps an index."""
    made = language()
    return mapped_language(language_arrays(made).__getitem__, made.readings.names)


def texts(count: int) -> list[str]:
    """Phrases whole and cut, one after the other, with characters between them, and characters at random."""
    chance, phrases = Random(20261130), list(PHRASES_DICT)
    frequent = [c for phrase in phrases for c in phrase]
    mixed = [
        chance.choice(phrases) + chance.choice(frequent) + chance.choice(phrases)[: chance.randint(1, 4)]
        for _ in range(count)
    ]
    scrambled = ["".join(chance.sample(frequent, chance.randint(1, 12))) for _ in range(count)]
    return [*chance.sample(phrases, min(count, len(phrases))), *mixed, *scrambled]


def differing(mapped: Language, asked: list[str]) -> list[str]:
    """The texts that are read otherwise than by pypinyin, or cut otherwise than by jieba with the same words."""
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total, cutter.initialized = language().vocabulary.counts, mapped.vocabulary.total, True
    return [
        text
        for text in asked
        if list(mapped.readings.read(text)) != pinyin(text)
        or mapped.vocabulary.cut(text) != list(cutter.cut(text, HMM=False))
    ]


def test_every_character_is_read_as_by_pypinyin(mapped: Language) -> None:
    assert list(chain(*map(mapped.readings.read, CHARACTERS))) == pinyin(CHARACTERS)


def test_texts_are_read_and_cut_as_by_the_libraries(mapped: Language) -> None:
    assert differing(mapped, texts(300)) == []


@pytest.mark.nightly("properties")
def test_every_phrase_is_read_and_cut_as_by_the_libraries(mapped: Language) -> None:
    assert differing(mapped, texts(50_000)) == []


def test_a_phrase_is_read_otherwise_than_its_characters(mapped: Language) -> None:
    assert mapped.readings.syllables("重庆") == ("chong", "qing")
    assert mapped.readings.syllables("重") == ("zhong",)
    assert mapped.readings.syllables("律师") == ("lv", "shi")
    assert mapped.readings.alone("\U00020000") == "\U00020000", "no character beyond the basic plane is looked up"
