"""Cuts Chinese text into words: the path of highest probability through a dictionary of words with their counts."""

from collections.abc import Mapping
from math import log

from msgspec import Struct

BEGINS_WORDS = 0  # the count of what only begins words


class Vocabulary(Struct, frozen=True, eq=False):
    """Words with their counts in a corpus; every beginning of a word is there too, so that a look-up can end early."""

    counts: Mapping[str, int]
    total: int

    def cut(self, run: str) -> list[str]:
        """The words of a stretch of Chinese, in order, not overlapping: jieba's `cut(HMM=False)`."""
        unseen = -log(self.total)
        best: list[tuple[float, int]] = [(0.0, 0)] * (
            len(run) + 1
        )  # from each place on: its probability, where its first word ends
        for start in range(len(run) - 1, -1, -1):
            best[start] = max(
                (log(count or 1) + unseen + best[end][0], end) for end, count in self.beginning_at(run, start)
            )
        words, at = [], 0
        while at < len(run):
            words.append(run[at : best[at][1]])
            at = best[at][1]
        return words

    def beginning_at(self, run: str, start: int) -> list[tuple[int, int]]:
        """Where the words end that begin here, with their counts; the character alone where no word does."""
        found = []
        for end in range(start + 1, len(run) + 1):
            if (count := self.counts.get(run[start:end])) is None:
                break
            if count != BEGINS_WORDS:
                found.append((end, count))
        return found or [(start + 1, 0)]
