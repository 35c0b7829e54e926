"""Cuts Chinese text into words. jieba's own loader is not used: it would leave a cache file in the shared temp folder."""

import logging
from functools import cache
from typing import TYPE_CHECKING

from backend.catalogue.search.lexicon import lexicon

COMMON = 20  # words rarer than this in jieba's corpus only cost memory here

if TYPE_CHECKING:
    import jieba


@cache
def cutter() -> "jieba.Tokenizer":
    """The dictionary, read at the first search in about half a second; rare words left out, residents' words put in."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    known: dict[str, int] = {}
    with tokenizer.get_dict_file() as lines:
        for line in lines:
            word, count, *_ = line.decode().split(" ")
            if int(count) >= COMMON:
                known[word] = int(count)
    known.update({word: 1000 for word in lexicon().senses if len(word) > 1 and word not in known})
    tokenizer.FREQ, tokenizer.total = with_beginnings(known), sum(known.values())
    tokenizer.initialized = True
    return tokenizer


def with_beginnings(known: dict[str, int]) -> dict[str, int]:
    """jieba's prefix dictionary: every beginning of a word is there, with 0 if it is no word itself."""
    table = dict(known)
    for word in known:
        for end in range(1, len(word)):
            table.setdefault(word[:end], 0)
    return table


def words(run: str) -> list[str]:
    """The words of a stretch of Chinese, in order, not overlapping."""
    return list(cutter().cut(run, HMM=False))
