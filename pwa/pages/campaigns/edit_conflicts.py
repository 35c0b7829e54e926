"""What two editors wrote in one field of a draft, in the words of the form. Pure."""

from collections.abc import Callable
from typing import Any

from backend.campaigns.editorial.types import CampaignContent
from backend.cases.services import CaseServices
from backend.catalogue.drafting.merge import MergeConflict
from backend.catalogue.reference_data import division_name
from backend.kit.messages.render import Messages
from pwa.pages.campaigns.words import AUDIENCE, CLASSES, TOPICS, sentences_said
from pwa.views.parts import ConflictTexts

_messages = Messages.beside(__file__)
FIELDS, SMS = _messages.words("FIELD"), _messages.words("SMS")


def conflict_texts(services: CaseServices, conflict: MergeConflict) -> ConflictTexts:
    """Show a conflict in words."""
    told = (value_said(services, conflict.path, one) for one in (conflict.base, conflict.theirs, conflict.mine))
    return ConflictTexts(FIELDS[conflict.path], *told)


def value_said(services: CaseServices, field: str, value: Any) -> str:
    """A value of a field as the form calls it; "" for one that isn't filled in."""
    if value is None or value in ("", ()):
        return ""
    if field == "without":
        version = services.catalogue.get(value)
        return version.service.name if version else str(value)
    return SPOKEN.get(field, str)(value)


def condition_said(condition: str) -> str:
    """A condition as its sentences; as it is written where it has none."""
    return "；".join(sentences_said(CampaignContent(condition=condition))) or condition


SPOKEN: dict[str, Callable[[Any], str]] = {
    "condition": condition_said, "streets": lambda codes: "、".join(map(division_name, codes)), "group": AUDIENCE,
    "kind": CLASSES.__getitem__, "topic": TOPICS.__getitem__, "sms": lambda on: SMS["yes" if on else "no"],
}  # fmt: skip
