"""Cleaning of typed and pasted text, one function for all forms; and tests for Chinese characters.

What draws nothing is dropped, not refused: it comes along when pasting from chats, web pages and spreadsheets, and the
person can't see it. Unicode 17; categories from UAX 44.
"""

import re
import unicodedata

from backend.kit.han import HAN, RADICALS

INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U00016fe4\U0001d159\U000e0000-\U000e0fff]"
)
"""Characters that draw nothing although Unicode doesn't count them as format (fillers, the empty Braille cell, reserved ones)."""
VARIATION = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
JOINERS = "\u200c\u200d"
JOINED = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\u2190-\u2bff\U0001f000-\U0001faff]")
"""Scripts (Arabic, Indic, Burmese, Khmer, Mongolian) and pictures in which a joiner changes what is drawn."""
LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
BLANKS = re.compile("[^\\S\n]")
UNREADABLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
"""Control characters, lone surrogates and the sign for a character that was lost: no text, and no database keeps all of them."""
_IS_HAN = re.compile(f"[{HAN}]")


def clean(text: str) -> str:
    """Remove invisible characters; every blank becomes a space, every line end \\n; blanks at the ends are trimmed."""
    text = LINE_ENDS.sub("\n", VARIATION.sub("", text))
    kept = "".join(c for i, c in enumerate(text) if is_visible(c) or is_needed_joiner(text, i))
    return BLANKS.sub(" ", kept).strip()


def is_visible(character: str) -> bool:
    """Check whether a character draws something, or is a blank or line end."""
    return unicodedata.category(character) != "Cf" and not INVISIBLE.match(character)


def letter_or_mark(character: str) -> str:
    """Return “L” for a letter, syllable or ideograph, “M” for a combining mark, "" for anything else."""
    kind = unicodedata.category(character)[0]
    return "L" if _IS_HAN.match(character) else kind if kind in "LM" else ""


def is_needed_joiner(text: str, at: int) -> bool:
    """Check for a joiner between two characters of a script or emoji that needs it."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return text[at] in JOINERS and len(around) == 2 and all(JOINED.match(c) for c in around)


def to_half_width(text: str) -> str:
    """Clean and convert to half width (NFKC): for numbers, codes and technical addresses."""
    return clean(unicodedata.normalize("NFKC", clean(text)))


def letters_and_digits(text: str) -> str:
    """Keep letters and digits only, half-width, upper case: for document numbers."""
    return "".join(c for c in to_half_width(text).upper() if c.isalnum())


def plain_name(text: str) -> str:
    """Clean a person's name: half-width Latin, whole characters for radicals; no character is replaced by another.

    NFKC and NFC would exchange compatibility ideographs (U+F900 block), which registers keep as they are.
    """
    return "".join(
        part if part[:1] >= "\uf900" and part[:1] <= "\ufaff" else _composed(part) for part in _SPLIT.split(clean(text))
    )


_SPLIT = re.compile("([\uf900-\ufaff]+|[\U0002f800-\U0002fa1f]+)")
_WIDE = re.compile("[\uff01-\uff5e\u2f00-\u2fd5\u2e9f\u2ef3]")


def _composed(part: str) -> str:
    wide = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), part).translate(RADICALS)
    return wide if _SPLIT.fullmatch(part) else unicodedata.normalize("NFC", wide)
