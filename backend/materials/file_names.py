"""Safe file names: words are kept, characters that could steer a path, header or display are removed (R20)."""

import re
import unicodedata

MOST = 120
UNNAMED = "材料"
# control, bidi and other format characters, half characters
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = re.compile(r'[\\/:*?"<>|]')  # what some system reads as more than a letter


def clean_file_name(name: str) -> str:
    """Return the last path component in NFC, without control, bidi and path characters; never empty."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(" " if char.isspace() else char for char in last if unicodedata.category(char) not in _UNSAFE)
    plain = re.sub(r" +", " ", _MARKS.sub("", kept)).strip(" .")
    return shortened(plain) or UNNAMED


def shortened(name: str) -> str:
    """Shorten a name, keeping its extension."""
    if len(name) <= MOST:
        return name
    stem, dot, ending = name.rpartition(".")
    return stem[: MOST - len(ending) - 1] + dot + ending if stem and len(ending) <= 8 else name[:MOST]
