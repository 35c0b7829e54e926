"""Word segmentation of Chinese: maximum probability path through a dictionary with counts."""

from collections.abc import Mapping
from math import log

from msgspec import Struct

BEGINS_WORDS = 0  # the count of what only begins words


class Vocabulary(Struct, frozen=True, eq=False):
    """Words with corpus counts, and all prefixes of words, so that look-ups stop early."""

    counts: Mapping[str, int]
    total: int

    def cut(self, run: str) -> list[str]:
        """Segment a run of Chinese into words: jieba's `cut(HMM=False)`."""
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
        """Return the end positions of words that start here, with counts; the single character if there are none."""
        found = []
        for end in range(start + 1, len(run) + 1):
            if (count := self.counts.get(run[start:end])) is None:
                break
            if count != BEGINS_WORDS:
                found.append((end, count))
        return found or [(start + 1, 0)]
