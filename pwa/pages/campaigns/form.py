"""The form of a draft: what an editor typed becomes a content, and the sentences of its audience a condition. Pure."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from backend.campaigns.editorial.types import (
    CampaignClass,
    CampaignContent,
    CampaignTopic,
    DivisionCode,
    Line,
    MemberGroup,
    Short,
)
from backend.campaigns.sentences import AudienceSentence, condition_text, shapes
from backend.kit.problems import NotUnderstood

Key = Annotated[str, Meta(max_length=60)]
Hour = Annotated[int, Meta(ge=0, le=24)]
DayText = Annotated[str, Meta(max_length=10)]
MOST_SENTENCES = 12


class CampaignForm(Struct, forbid_unknown_fields=True, kw_only=True):
    """What the page sends; a field that is sent once is a text, one that is sent more often a list."""

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    name: Line = ""
    purpose: Short = ""
    basis: Annotated[str, Meta(max_length=200)] = ""
    group: MemberGroup = ""
    streets: list[DivisionCode] | DivisionCode = []
    sentence: list[Key] | Key = []
    value: list[Key] | Key = []
    add: Key = ""
    drop: Annotated[str, Meta(max_length=3)] = ""
    take_back: Annotated[str, Meta(max_length=3)] = ""
    within_days: Annotated[int, Meta(ge=0, le=365)] = 0
    without: Annotated[str, Meta(max_length=15)] = ""
    title: Line = ""
    body: Short = ""
    action: Annotated[str, Meta(max_length=20)] = ""
    link: Annotated[str, Meta(max_length=200)] = ""
    kind: CampaignClass = "information"
    topic: CampaignTopic = "news"
    sms: Annotated[str, Meta(max_length=3)] = ""
    begins_on: DayText = ""
    expires_on: DayText = ""
    from_hour: Hour = 9
    until_hour: Hour = 20
    held_out: Annotated[int, Meta(ge=0, le=10)] = 0


def content_of_form(sent: CampaignForm) -> CampaignContent:
    """Read the content that was typed; raises NotUnderstood for what the page never sends."""
    told: dict[str, object] = {
        name: getattr(sent, name) for name in CampaignContent.__struct_fields__ if name in CampaignForm.__struct_fields__
    }  # fmt: skip
    told |= {
        "streets": tuple(as_list(sent.streets)), "condition": condition_text(sentences_sent(sent)), "sms": sent.sms == "yes",
        "begins_on": day_or_none(sent.begins_on), "expires_on": day_or_none(sent.expires_on),
    }  # fmt: skip
    try:
        return msgspec.convert(told, CampaignContent)
    except msgspec.ValidationError as error:
        raise NotUnderstood("fields", what=str(error)) from error


def as_list(sent: list[str] | str) -> list[str]:
    """A field that may be sent several times; nothing was chosen where it is empty."""
    return [one for one in ([sent] if isinstance(sent, str) else sent) if one]


def sentences_sent(sent: CampaignForm) -> list[AudienceSentence]:
    """The sentences as they stand after a button: one more, or one less."""
    keys = as_list(sent.sentence)
    values = [sent.value] if isinstance(sent.value, str) else sent.value
    if len(keys) != len(values) and keys:
        raise NotUnderstood("fields", what="value")
    kept = [
        AudienceSentence(key, value)
        for n, (key, value) in enumerate(zip(keys, values, strict=False))
        if str(n) != sent.drop
    ]
    if sent.add in shapes():
        kept.append(AudienceSentence(sent.add, shapes()[sent.add].first))
    return kept[:MOST_SENTENCES]


def day_or_none(typed: str) -> date | None:
    """Read a day; nothing for what is no day, which the lint then asks for."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None
