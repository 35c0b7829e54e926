"""Lint of a campaign: its text is plain, short enough for every channel, says nothing private, and asks for exactly one thing. Pure."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from backend.campaigns.audience import read_condition_text
from backend.campaigns.choosing import CHOOSING
from backend.campaigns.editorial.types import CampaignContent
from backend.catalogue.lint.patterns import FAULTS
from backend.catalogue.published import PublishedCatalogue
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.rules.conditions import atoms_of
from backend.rules.diagnostics import RuleFileError

SAYS = Messages.beside(__file__).mistakes("lint")
WORDS = Path(__file__).with_name("lint_words.toml")
LONGEST_TITLE, LONGEST_BODY, LONGEST_SENTENCE, LONGEST_ACTION = 20, 120, 45, 8
"""Characters: one line of a lock screen, three lines of an inbox, one breath, one button; proposals."""
LONGEST_RUN = timedelta(days=90)
SENTENCE = re.compile("[。；！？]")
PAGE = re.compile(r"/(?!/)[A-Za-z0-9/_.?=&-]*")
SERVICE = re.compile(r"/services/(FT\d+)$")
TEXTS = ("title", "body", "action")


class CampaignFinding(Struct, frozen=True):
    """Something to mend in a field of a campaign; `advice`: something to think about."""

    field: str
    says: str
    advice: bool = False


@cache
def lint_words() -> dict[str, Any]:
    """The words that are looked for."""
    return tomllib.loads(WORDS.read_text("utf-8"))


def check_content(content: CampaignContent, catalogue: PublishedCatalogue, today: date) -> list[CampaignFinding]:
    """Everything that has to be mended before a second person sees it, and advice."""
    checks = (filled(content), lengths(content), wording(content), private(content), one_action(content, catalogue))
    return [finding for check in (*checks, plan(content, today), condition(content)) for finding in check]


def filled(content: CampaignContent) -> Iterator[CampaignFinding]:
    """Nothing that the second person needs is missing."""
    for name in ("name", "purpose", "title", "body", "action", "link"):
        if not getattr(content, name).strip():
            yield CampaignFinding(name, SAYS("missing"))
    if content.kind == "duty" and not content.basis.strip():
        yield CampaignFinding("basis", SAYS("basis"))


def lengths(content: CampaignContent) -> Iterator[CampaignFinding]:
    """It fits a lock screen, the inbox and a button."""
    for name, most in (("title", LONGEST_TITLE), ("body", LONGEST_BODY), ("action", LONGEST_ACTION)):
        if len(getattr(content, name)) > most:
            yield CampaignFinding(name, SAYS("long", most=most, length=len(getattr(content, name))))
    for sentence in SENTENCE.split(content.body):
        if len(sentence) > LONGEST_SENTENCE:
            yield CampaignFinding("body", SAYS("breath", most=LONGEST_SENTENCE, begins=sentence[:8]), advice=True)


def wording(content: CampaignContent) -> Iterator[CampaignFinding]:
    """Plain words, Chinese marks, nothing left from a template."""
    for name in TEXTS:
        text = getattr(content, name)
        for word, better in lint_words()["office"].items():
            if word in text:
                yield CampaignFinding(name, SAYS("office", word=word, better=better))
        for pattern, fault in FAULTS.items():
            if fault != "address" and (found := re.search(pattern, text)):
                yield CampaignFinding(name, SAYS("fault", near=text[max(0, found.start() - 4) : found.end() + 4]))
        if found := re.search(lint_words()["left_open"]["pattern"], text):
            yield CampaignFinding(name, SAYS("left_open", near=found[0]))


def private(content: CampaignContent) -> Iterator[CampaignFinding]:
    """Nothing in the title that others may not read over a shoulder; in the body it is worth a thought."""
    found = lint_words()["private"]
    for name in ("title", "body"):
        text = getattr(content, name)
        for word in [*(w for w in found["words"] if w in text), *re.findall(found["pattern"], text)]:
            yield CampaignFinding(name, SAYS("private", word=word), advice=name == "body")


def one_action(content: CampaignContent, catalogue: PublishedCatalogue) -> Iterator[CampaignFinding]:
    """One thing to do, on a page of ours that is there."""
    for name in ("title", "body"):
        if found := re.search(lint_words()["second_action"]["pattern"], getattr(content, name)):
            yield CampaignFinding(name, SAYS("second_action", near=found[0]))
    if content.link and not PAGE.fullmatch(content.link):
        yield CampaignFinding("link", SAYS("link"))
    service = SERVICE.search(content.link)
    if service and catalogue.get(service[1]) is None:
        yield CampaignFinding("link", SAYS("no_service"))


def plan(content: CampaignContent, today: date) -> Iterator[CampaignFinding]:
    """Days and hours in which people can be told, and no hold-out where something is to be had."""
    begins, ends = content.begins_on, content.expires_on
    if begins is None or ends is None:
        yield CampaignFinding("begins_on" if begins is None else "expires_on", SAYS("no_day"))
    elif ends < max(begins, today):
        yield CampaignFinding("expires_on", SAYS("over"))
    elif ends - max(begins, today) > LONGEST_RUN:
        yield CampaignFinding("expires_on", SAYS("far", days=LONGEST_RUN.days))
    if content.from_hour >= content.until_hour:
        yield CampaignFinding("until_hour", SAYS("hours"))
    if content.kind != "information" and content.held_out:
        yield CampaignFinding("held_out", SAYS("held_out"))
    if content.kind == "duty" and content.topic not in ("deadline", "paper"):
        yield CampaignFinding("topic", SAYS("duty_topic"))


def condition(content: CampaignContent) -> Iterator[CampaignFinding]:
    """The audience can be read."""
    if not content.condition.strip() and content.streets:
        return
    try:
        for atom in atoms_of(read_condition_text(content.condition)):
            if atom.attribute.name not in CHOOSING:
                yield CampaignFinding("condition", SAYS("not_choosing", label=atom.attribute.label))
    except RuleFileError as mistakes:
        for one in mistakes.mistakes:
            yield CampaignFinding("condition", SAYS("mistake", path=one.path, says=one.says))
    except Refusal as refusal:
        yield CampaignFinding("condition", refusal.message(Audience.OFFICER).text)
