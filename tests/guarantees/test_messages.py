"""Every sentence for people stands in a message file, is used, is filled, and ends as a sentence does."""

import re
from importlib import import_module
from pathlib import Path

from backend.kit.messages.files import HOLE, ROOT, all_files, read_file
from backend.kit.messages.language import PSEUDO, SOURCE, speaking
from backend.kit.messages.refusals import kebab, message_of
from backend.kit.messages.render import TAKEN, WORDS_TAKEN, render
from backend.kit.messages.types import LONGEST, PARTS, Parts
from backend.kit.problems import Refusal
from backend.message_commands import contact_sheet, every_message

DOUBLED = re.compile(r"[。，；：！？、][。，；：！？、]|None|\{\w*\}|“”|无。")
ENDS = tuple("。！？…”）：")
TAKES = re.compile(r"Messages\.beside|problems import")


def test_every_sample_reads_as_a_sentence() -> None:
    wrong = []
    for language in (SOURCE, PSEUDO):
        for file, entry in every_message(language):
            for sample in entry.samples or ({},):
                for audience in entry.audiences:
                    with speaking(language):
                        said = render(file, entry, audience, sample)
                    for part in PARTS:
                        text = getattr(said, part)
                        if language == SOURCE and (
                            DOUBLED.search(text)
                            or len(text) > LONGEST[part]
                            or (part == "body" and text and not text.endswith(ENDS))
                        ):
                            wrong.append(f"{entry.key} {audience} {part}: {text}")
    assert not wrong, wrong


def test_every_audience_of_a_message_reads_the_same_facts() -> None:
    """An officer's and a resident's side of one event differ in words, never in a day, an amount or a reason."""
    for _, entry in every_message(SOURCE):
        named = {who: holes(parts) for who, parts in entry.audiences.items()}
        assert all(found == entry.facts.keys() for found in named.values()), (entry.key, named)


def holes(parts: Parts) -> set[str]:
    """The placeholders of one audience's parts."""
    return {hole for part in parts.values() for sentence in part for hole in HOLE.findall(sentence)}


def import_those_who_take() -> None:
    """Import each module that may take a message or define a refusal."""
    for top in ("backend", "auth", "push", "pwa"):
        for path in (ROOT / top).rglob("*.py"):
            if TAKES.search(path.read_text("utf-8")):
                import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


def test_every_key_is_used() -> None:
    import_those_who_take()
    used = {(m.path, m.key) for m in TAKEN} | refusals()
    unused = [f"{f.room}.{k}" for f in map(read_file, all_files()) for k in f.entries if (f.path, k) not in used]
    assert not unused, unused
    words = {(w.path, w.name) for w in WORDS_TAKEN} | {
        (f.path, kind.rstrip("?").partition(" ")[2])
        for f in map(read_file, all_files())
        for entry in f.entries.values()
        for kind in entry.facts.values()
    }
    idle = [
        f"{f.room} words.{name}" for f in map(read_file, all_files()) for name in f.words if (f.path, name) not in words
    ]
    assert not idle, idle


def refusals() -> set[tuple[Path, str]]:
    """The file and key of each refusal class that the product defines."""
    found, waiting = set(), [Refusal]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if hit := message_of(cls, SOURCE):
            found.add((hit[0].path, hit[1].key.removeprefix(f"{hit[0].room}.")))
        found |= variants(cls)
    return found


def variants(cls: type[Exception]) -> set[tuple[Path, str]]:
    """The file and key of each sentence of a class that has several; test_message_calls.py compares them with the code."""
    prefix = f"refusals.{kebab(cls.__name__)}."
    return {(f.path, k) for f in map(read_file, all_files()) for k in f.entries if k.startswith(prefix)}


def test_every_refusal_has_a_sentence() -> None:
    import_those_who_take()
    waiting = [Refusal]
    while waiting:
        cls = waiting.pop()
        waiting += [c for c in cls.__subclasses__() if c.__module__.split(".")[0] in {"backend", "auth", "push", "pwa"}]
        assert message_of(cls, SOURCE) or variants(cls), cls


def test_the_contact_sheet_is_current() -> None:
    assert (ROOT / "docs" / "messages.md").read_text("utf-8") == contact_sheet(), "futian messages sheet"
