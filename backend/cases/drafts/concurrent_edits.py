"""Concurrent edits of one draft on two pages: three-way merge by fingerprints of the answers that a page showed.

Each page of questions carries a fingerprint of every answer that it showed. When it is saved, an answer that was changed
elsewhere and left alone here stays; one that was changed here and there is shown beside what was typed, and nothing is overwritten.
"""

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from backend.cases.answers import Answer
from backend.cases.drafts.display import display_answer
from backend.catalogue.types import FormField
from backend.kit.messages.render import Messages

Seen = Mapping[str, str]
"""Fingerprints of the answers that a page showed, by the key of the question."""
EMPTY = ""
CHANGED = Messages.beside(__file__).take("changed_elsewhere")
LENGTH = 12


def fingerprint(answer: Answer | None) -> str:
    """Short fingerprint of an answer; empty for a missing or empty answer."""
    return hashlib.sha256(msgspec.json.encode(answer)).hexdigest()[:LENGTH] if answer else EMPTY


def encode_fingerprints(fields: Iterable[FormField], known: Mapping[str, Answer]) -> str:
    """Encode fingerprints as the value of a hidden field: `key:fingerprint`, separated by blanks."""
    return " ".join(f"{f.key}:{mark}" for f in fields if (mark := fingerprint(known.get(f.key))))


def decode_fingerprints(text: str) -> Seen:
    """Decode the hidden field; malformed parts are ignored."""
    return {key: mark for key, colon, mark in (part.partition(":") for part in text.split()) if colon}


def merge_answers(
    fields: Iterable[FormField], clean: Mapping[str, Answer], known: Mapping[str, Answer], seen: Seen
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Merge one page's answers with newer ones. Returns the answers to save, and a sentence for each conflict, by key."""
    kept, changed = dict(clean), {}
    for field in fields:
        if field.key not in clean:
            continue
        base, now, sent = (seen.get(field.key, EMPTY), fingerprint(known.get(field.key)), fingerprint(clean[field.key]))
        if now in (base, sent):
            continue
        kept[field.key] = known[field.key]
        if sent != base:
            changed[field.key] = CHANGED(label=field.label, newer=display_answer(field, known[field.key])).text
    return kept, changed
