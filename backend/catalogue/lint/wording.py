"""Lint: texts are complete, plain and safe to show."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from backend.catalogue.lint.lint_finding import SAYS, LintFinding, Path
from backend.catalogue.lint.patterns import AMOUNT, CALL_NOBODY, FAULTS, HAN, NUMBER_UNTOLD, NUMBERS_IN_WORDS, TextFault
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

FAULTY = Messages.beside(__file__).texts("faults", Audience.OFFICER, TextFault)
CHECKED = [(re.compile(pattern), fault) for pattern, fault in FAULTS.items()]
IN_JSON = [  # the same, as it looks in the service written out as JSON
    r"\\", r'"[\s\u3000]', r'[\s\u3000]"', r"[a-z][A-Z][a-z]", rf'{HAN} [a-z][a-z_= ]*"', r"[\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]",
]  # fmt: skip
SUSPECT = re.compile("|".join([*list(FAULTS)[:4], *IN_JSON]))
LONGEST = {"name": 30, "purpose": 45, "purpose_en": 160, "name_en": 120}  # characters
LONGEST_FOR_ELDERS = 28
MOST_SEEN = 130  # of 350 on the first screen; names of the facts and buttons take the rest
OWN_WORDS = frozenset({"aliases", "provenance"})  # of a resident, or the same sentences again
TO_RESIDENTS = frozenset({"not_who", "question", "field", "deadline"})
FEWEST = {"aliases": 6, "question": 3, "step": 3, "who": 1}


def check_wording(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the texts of one service."""
    yield from _faults(service)
    yield from _enough(service)
    yield from _purpose(service)
    yield from _aliases(service)
    yield from _questions(service)
    yield from _plain_words(service)
    yield from _amount(service)


def _faults(service: Service) -> Iterator[LintFinding]:
    """Check the whole text once, and single sentences only if it is suspect."""
    if SUSPECT.search(msgspec.json.encode(service).decode()) is None:
        return
    for path, text in texts(msgspec.to_builtins(service)):
        for pattern, fault in CHECKED:
            if found := pattern.search(text):
                yield LintFinding(path, FAULTY(fault, near=text[max(0, found.start() - 4) : found.end() + 4]))


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text in nested tables and lists, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, (*path, key))
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from texts(one, (*path, index))


def _enough(service: Service) -> Iterator[LintFinding]:
    for key, fewest in FEWEST.items():
        given = len(getattr(service, key))
        if given < fewest:
            yield LintFinding((key,), SAYS("few", fewest=fewest, given=given))
    for key, longest in LONGEST.items():
        text: str = getattr(service, key)
        if not 1 <= len(text) <= longest:
            yield LintFinding((key,), SAYS("length", longest=longest, length=len(text)))
    if not service.life_events and not service.groups:
        yield LintFinding(("groups",), SAYS("no_group"))


def _purpose(service: Service) -> Iterator[LintFinding]:
    if service.purpose.count("。") != 1 or not service.purpose.endswith("。"):
        yield LintFinding(("purpose",), SAYS("purpose"))
    yield from _short_purpose(service)
    if not service.purpose_en.endswith("."):
        yield LintFinding(("purpose_en",), SAYS("purpose_in_english"))


def _short_purpose(service: Service) -> Iterator[LintFinding]:
    """Check the few words of elder mode, and how much of a service's own text is seen before anything is opened."""
    short = service.purpose_elder
    if short and not (short.endswith("。") and len(short) <= LONGEST_FOR_ELDERS):
        yield LintFinding(("purpose_elder",), SAYS("purpose_elder", longest=LONGEST_FOR_ELDERS, length=len(short)))
    seen = sum(map(len, (service.name, service.purpose, service.result.says)))
    if seen > MOST_SEEN:
        yield LintFinding(("result", "says"), SAYS("seen_first", most=MOST_SEEN, length=seen))


def _amount(service: Service) -> Iterator[LintFinding]:
    """Check that a payment tells how much it is, or answers who knows."""
    told = (service.result.says, service.limit.note, *(part for q in service.question for part in (q.q, q.a)))
    if service.result.kind == "payment" and not any(map(AMOUNT.search, told)):
        yield LintFinding(("result", "says"), SAYS("amount_untold"))


def _plain_words(service: Service) -> Iterator[LintFinding]:
    """Check that numbers are digits and that whoever is to telephone learns whom; a resident's own words are left alone."""
    whole = msgspec.json.encode(service).decode()
    if not any(pattern.search(whole) for pattern in (NUMBERS_IN_WORDS, CALL_NOBODY, NUMBER_UNTOLD)):
        return
    for path, said in texts(msgspec.to_builtins(service)):
        if path[0] in OWN_WORDS or (path[0], path[-1]) == ("question", "q"):
            continue
        if found := NUMBERS_IN_WORDS.search(said):
            yield LintFinding(path, SAYS("number_in_words", phrase=found[0]))
        if found := (path[0] in TO_RESIDENTS and CALL_NOBODY.search(said)) or NUMBER_UNTOLD.search(said):
            yield LintFinding(path, SAYS("call_nobody", phrase=found[0]))


def _aliases(service: Service) -> Iterator[LintFinding]:
    if len(set(service.aliases)) < len(service.aliases):
        yield LintFinding(("aliases",), SAYS("alias_twice"))
    for index, alias in enumerate(service.aliases):
        if alias == service.name or not 2 <= len(alias) <= 20:
            yield LintFinding(("aliases", index), SAYS("alias_unfit", alias=alias))


def _questions(service: Service) -> Iterator[LintFinding]:
    asked = [q.q for q in service.question]
    for index, one in enumerate(service.question):
        if asked.count(one.q) > 1:
            yield LintFinding(("question", index, "q"), SAYS("question_twice"))
        if not one.q.endswith("？"):
            yield LintFinding(("question", index, "q"), SAYS("question_mark"))
        if not one.a.endswith("。"):
            yield LintFinding(("question", index, "a"), SAYS("answer_unfinished"))
