"""Forms that several routes of the desk take."""

from typing import Literal

from msgspec import Struct


class SecondWord(Struct, forbid_unknown_fields=True):
    """The second person's word on a proposal."""

    word: Literal["agree", "decline"]

    @property
    def agrees(self) -> bool:
        """Does the second person agree?"""
        return self.word == "agree"
