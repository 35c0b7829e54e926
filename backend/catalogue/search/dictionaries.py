"""Compact dictionaries from jieba and pypinyin; loaded only where an index is built, because they take 90 MB."""

import logging
from functools import cache

import numpy as np

from backend.catalogue.search.language import Language, with_beginnings
from backend.catalogue.search.lexicon import lexicon
from backend.catalogue.search.normalize import is_chinese, runs
from backend.catalogue.search.pinyin import BEGINS_PHRASES, BY_CHARACTER, Readings
from backend.catalogue.search.tokenizer import BEGINS_WORDS, Vocabulary
from backend.catalogue.tables.overlay import forgets

COMMON = 20  # words rarer than this in jieba's corpus are left out
RESIDENTS_WORD = 1000  # the count of a word that only our lexicon knows
BASIC_PLANE = 0x10000


@forgets
@cache
def language() -> Language:
    """Load words and readings from the libraries, once, in about a second."""
    return Language(vocabulary(), readings())


def vocabulary() -> Vocabulary:
    """Return jieba's common words and residents' words. Its own loader would write a cache file to the shared temporary folder."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    known: dict[str, int] = {}
    with jieba.Tokenizer().get_dict_file() as lines:
        for line in lines:
            word, count, *_ = line.decode().split(" ")
            if int(count) >= COMMON:
                known[word] = int(count)
    known.update({word: RESIDENTS_WORD for word in lexicon().senses if len(word) > 1 and word not in known})
    chinese = {word: count for word, count in known.items() if is_chinese(word) and list(runs(word)) == [word]}
    return Vocabulary(with_beginnings(chinese, BEGINS_WORDS), sum(known.values()))


def readings() -> Readings:
    """Return pypinyin's first reading of each character, and of phrases that are read differently."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    names = {"": 0}
    characters = np.zeros(BASIC_PLANE, np.uint16)
    for point, marked in PINYIN_DICT.items():
        if point < BASIC_PLANE:
            characters[point] = names.setdefault(without_tone(marked.split(",")[0]), len(names))
    phrases: dict[str, int] = {}
    otherwise = [0]  # 0 is no place where a phrase begins: it says BY_CHARACTER
    for phrase, syllables in PHRASES_DICT.items():
        read = [names.setdefault(without_tone(one[0]), len(names)) for one in syllables]
        alone = [int(characters[ord(c)]) if ord(c) < BASIC_PLANE else 0 for c in phrase]
        phrases[phrase] = BY_CHARACTER if read == alone else len(otherwise)
        otherwise += [] if read == alone else read
    return Readings(tuple(names), characters, with_beginnings(phrases, BEGINS_PHRASES), np.array(otherwise, np.uint16))


@cache
def without_tone(marked: str) -> str:
    """Remove the tone of a syllable; ü becomes v."""
    from pypinyin import Style
    from pypinyin.style import convert

    return str(convert(marked, Style.NORMAL, True, default=marked))
