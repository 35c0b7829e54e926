"""What a file may be called here: the words stay, everything that could steer a path, a header or a screen goes (R20)."""

import re
import unicodedata

MOST = 120
UNNAMED = "材料"
# control, bidi and other format characters, half characters
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = re.compile(r'[\\/:*?"<>|]')  # what some system reads as more than a letter


def clean_file_name(name: str) -> str:
    """The last part of a path as a plain name: composed, without control, bidi and path characters, never empty."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(" " if char.isspace() else char for char in last if unicodedata.category(char) not in _UNSAFE)
    plain = re.sub(r" +", " ", _MARKS.sub("", kept)).strip(" .")
    return shortened(plain) or UNNAMED


def shortened(name: str) -> str:
    """At most so many letters, the ending kept."""
    if len(name) <= MOST:
        return name
    stem, dot, ending = name.rpartition(".")
    return stem[: MOST - len(ending) - 1] + dot + ending if stem and len(ending) <= 8 else name[:MOST]
