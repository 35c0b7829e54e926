"""Messages as functions: taken once from a room's file, called with an audience and facts."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, EnumMeta
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from backend.kit.messages import formats
from backend.kit.messages.files import FILE, HOLE, MessageFile, read_file
from backend.kit.messages.language import SOURCE, current, of_answer, speaking
from backend.kit.messages.overrides import in_force
from backend.kit.messages.types import Audience, Entry, Rendered, Sentences

FINAL = "。！？；，、：…"
TAKEN: list["Message"] = []  # every message that some module takes; the guarantee tests read it
WORDS_TAKEN: list["Words"] = []


class Message:
    """One message of a file; call it with facts, get the rendering for an audience in the current language."""

    def __init__(self, path: Path, key: str) -> None:
        read_file(path).entries[key]  # a wrong key fails at import
        self.path, self.key = path, key
        TAKEN.append(self)

    @property
    def entry(self) -> Entry:
        """What the file says in the current language."""
        entry = read_file(self.path, current()).entries[self.key]
        return in_force(entry) if current() == SOURCE else entry

    def __call__(self, audience: Audience = Audience.RESIDENT, /, **facts: Any) -> Rendered:
        """Render for `audience`; raises KeyError for an audience without text, TypeError for missing or surplus facts."""
        return render(read_file(self.path, current()), self.entry, audience, facts)


class Words(Mapping[str, str]):
    """The words for the members of one enumeration, in the current language."""

    def __init__(self, path: Path, name: str, members: Any = None) -> None:
        known = read_file(path).words[name]
        if members is not None and set(known) != set(member_names(members)):
            raise ValueError(f"{path}: words.{name} has {sorted(known)}, the code {sorted(member_names(members))}")
        self.path, self.name = path, name
        WORDS_TAKEN.append(self)

    @property
    def known(self) -> dict[str, str]:
        return read_file(self.path, current()).words[self.name]

    def __getitem__(self, member: str | Enum) -> str:
        return self.known[word_key(member)]

    def __iter__(self) -> Any:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


class Texts:
    """The one-part messages below a key for one audience, as plain texts: `says("saved", count=3)`.

    For places with many short sentences: checks, tables, commands. Each call names its key literally, so that a test can compare calls
    and file; where a key is computed, `members` names the closed set. `shown`: in the language of the answer, see `Messages.mistakes`.
    """

    def __init__(
        self, path: Path, prefix: str, audience: Audience, members: Any = None, *, shown: bool = False
    ) -> None:
        inside = [key for key in read_file(path).entries if key.startswith(f"{prefix}.")]
        self.messages = {key.removeprefix(f"{prefix}."): Message(path, key) for key in inside}
        if members is not None and set(self.messages) != set(member_names(members)):
            raise ValueError(f"{path}: {prefix} has {sorted(self.messages)}, the code {sorted(member_names(members))}")
        self.audience, self.closed, self.shown = audience, members is not None, shown

    def __call__(self, key: str, /, **facts: Any) -> str:
        """Return the text of one message."""
        with speaking(of_answer() if self.shown else current()):
            return str(self.messages[key](self.audience, **facts))


class Messages:
    """The messages of one file; each is taken out once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, module_file: str) -> "Messages":
        """The `messages.toml` in the folder of this module."""
        return cls(Path(module_file).with_name(FILE))

    def take(self, key: str) -> Message:
        """One message."""
        return Message(self.path, key)

    def group(self, prefix: str) -> dict[str, Message]:
        """All messages below a dotted key, by the rest of their key: for a closed set of reasons or steps."""
        inside = [key for key in read_file(self.path).entries if key.startswith(f"{prefix}.")]
        return {key.removeprefix(f"{prefix}."): Message(self.path, key) for key in inside}

    def texts(self, prefix: str, audience: Audience = Audience.RESIDENT, members: Any = None) -> Texts:
        """The texts below a dotted key for one audience; with `members` (an Enum or a Literal), exactly one for each."""
        return Texts(self.path, prefix, audience, members)

    def mistakes(self, prefix: str, audience: Audience = Audience.OFFICER, members: Any = None) -> Texts:
        """The texts of what is wrong with a form: shown beside their field and not kept, so in the language of the answer."""
        return Texts(self.path, prefix, audience, members, shown=True)

    def words(self, name: str, members: Any = None) -> Words:
        """The words of an enumeration; with `members` (an Enum or a Literal), each must have a word and no other may."""
        return Words(self.path, name, members)


def word_key(member: Any) -> str:
    """Return the key of an enumeration's member: its text, or the name of a member that is a number, in lower case."""
    if isinstance(member, Enum) and not isinstance(member.value, str):
        return member.name.lower()
    return str(member.value if isinstance(member, Enum) else member)


def member_names(members: Any) -> tuple[str, ...]:
    """Return the values of an Enum or a Literal as text."""
    return (
        tuple(map(word_key, cast("type[Enum]", members)))
        if isinstance(members, EnumMeta)
        else tuple(map(str, get_args(members)))
    )


def render(file: MessageFile, entry: Entry, audience: Audience, facts: dict[str, Any]) -> Rendered:
    """Fill one message; sentences that name an empty optional fact are left out."""
    required = {name for name, kind in entry.facts.items() if not kind.endswith("?")}
    if not required <= facts.keys() <= entry.facts.keys():
        raise TypeError(f"{entry.key} takes {entry.facts}, got {tuple(facts)}")
    written = {name: written_as(kind, facts.get(name), file) for name, kind in entry.facts.items()}
    if empty := [name for name in required if not written[name] and entry.facts[name] != "typed"]:
        raise TypeError(f"{entry.key}: {', '.join(empty)} must not be empty")
    left_out = {name for name, text in written.items() if not text and entry.facts[name] != "typed"}
    parts = {name: _joined(sentences, written, left_out) for name, sentences in entry.audiences[audience].items()}
    return Rendered(key=entry.key, version=entry.version, **parts)


def _joined(sentences: Sentences, written: dict[str, str], left_out: set[str]) -> str:
    said = [parts for parts in map(_cut, sentences) if left_out.isdisjoint(parts[1::2])]
    return "".join(written[part] if n % 2 else part for parts in said for n, part in enumerate(parts))


@cache
def _cut(sentence: str) -> tuple[str, ...]:
    """Cut a sentence at its placeholders: text and names by turns, beginning and ending with a text."""
    return tuple(HOLE.split(sentence))


def written_as(kind: str, value: Any, file: MessageFile) -> str:
    """Write one fact by its kind; an absent one is empty."""
    if value is None or value == "":
        return ""
    name, _, enumeration = kind.rstrip("?").partition(" ")
    if name == "words":
        return file.words[enumeration][word_key(value)]
    if enumeration:
        return formats.listed(file.words[enumeration][word_key(one)] for one in value)
    return WRITERS.get(name, str)(value)


def _clause(value: Any) -> str:
    return str(value).strip(FINAL)


def _of_day(write: Callable[[date], str]) -> Callable[[Any], str]:
    return lambda value: write(_date(value))


WRITERS: dict[str, Callable[[Any], str]] = {
    "clause": _clause,
    "day": _of_day(formats.day),
    "short_day": _of_day(formats.short_day),
    "month": _of_day(formats.month),
    "short_month": _of_day(formats.short_month),
    "weekday": _of_day(formats.weekday),
    "moment": formats.moment,
    "full_moment": formats.full_moment,
    "number": formats.number,
    "yuan": formats.yuan,
    "list": lambda values: formats.listed(map(str, values)),
    "clauses": lambda values: formats.clauses(map(str, values)),
}


def _date(value: date | str) -> date:
    """Samples in message files may give a TOML date, facts give a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value
