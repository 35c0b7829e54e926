"""Checks of the people on a document: all documents of a case must belong to one person."""

import re
from collections.abc import Mapping

from backend.kit.identity_number import is_identity_number
from backend.materials.reading.content_checks import shortened_value
from backend.materials.reading.normalize_text import is_han, plain
from backend.materials.reading.types import Check, ExpectedDocument, Finding, ReadField, Reading

_PEOPLE = ("name", "tenant", "landlord", "legal_representative", "mother", "father", "guardian", "holder")
_NUMBERED = ("number", "mother_number", "father_number")


def people_on(fields: Mapping[str, ReadField]) -> list[str]:
    """Return the names of people on a document."""
    return [fields[name].value for name in _PEOPLE if name in fields]


def identity_numbers(fields: Mapping[str, ReadField]) -> list[str]:
    """Return the certain identity numbers on a document; a bank card's number is none."""
    values = [fields[name].value[:18] for name in _NUMBERED if name in fields and fields[name].confirmed]
    return [value for value in values if is_identity_number(value, samples=True)]


def same_person(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the documents of a case belong to one person."""
    others = [_plainly(other) for other in expected.same_person if other]
    fit = [(name, field) for name, field in _own(reading) if any(_is_number(o) == (name in _NUMBERED) for o in others)]
    for name, field in fit:
        if plain(name, field.value[:18]) in others or (name == "holder" and _sounds_like(field.value, others)):
            return Finding(
                check.name, "passed", "person.passed", seen=shortened_value(field.value), region=field.region
            )
    if not fit:
        return Finding(check.name, "could_not_tell", "person.nothing_read")
    name, field = fit[0]
    if name == "number" and field.why == "check_digit" and reading.kind not in _OF_OTHERS:
        return Finding(check.name, "failed", "person.other", seen=shortened_value(field.value), region=field.region)
    return Finding(
        check.name, "could_not_tell", "person.maybe_other", seen=shortened_value(field.value), region=field.region
    )


_OF_OTHERS = ("household_page", "birth_certificate", "lease")
"""Papers on which rightly also others stand."""


def _own(reading: Reading) -> list[tuple[str, ReadField]]:
    """Return who a document names, numbers first."""
    own = [(name, reading.fields[name]) for name in (*_NUMBERED, *_PEOPLE) if name in reading.fields]
    return [(n, f) for n, f in own if n not in _NUMBERED or is_identity_number(f.value[:18], samples=True)]


def _sounds_like(holder: str, others: list[str]) -> bool:
    """Check whether a name in Latin letters is one of these names, given and family name in either order."""
    letters = re.sub(r"[^A-Z]", "", holder.upper())
    for other in others:
        sounds = latin(other) if is_han(other) else []
        if sounds and letters in ("".join(sounds), "".join(sounds[1:] + sounds[:1])):
            return True
    return False


def _plainly(other: str) -> str:
    """Normalise a name or number for comparison between documents."""
    text = plain("name", other)
    return plain("number", text) if _is_number(text) else text


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9X]{15,18}|[A-Z]{3}[0-9]{12}", text))


def latin(name: str) -> list[str]:
    """Return the Latin spellings of each character of a name."""
    from pypinyin import lazy_pinyin  # its dictionaries take 60 MB; few papers name somebody in Latin letters only

    return [sound.upper() for sound in lazy_pinyin(name)]
