"""The form of a draft: what an editor typed becomes a content, and the rows of its audience a condition."""

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
from backend.kit.problems import NotUnderstood
from backend.kit.web import AnyRequest, cleaned, form_struct, form_values
from pwa.pages.campaigns.conditions import ROWS, TypedConditions, read_conditions, with_new_row

Hour = Annotated[int, Meta(ge=0, le=24)]
DayText = Annotated[str, Meta(max_length=10)]


class CampaignForm(Struct, forbid_unknown_fields=True, kw_only=True):
    """What the page sends; a field that is sent once is a text, one that is sent more often a list.

    `unreadable`: conditions that the dictionary has no words for any more; they stay, or everybody would be meant, until they are forgotten.
    """

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    name: Line = ""
    purpose: Short = ""
    basis: Annotated[str, Meta(max_length=200)] = ""
    group: MemberGroup = ""
    streets: list[DivisionCode] | DivisionCode = []
    add: Annotated[str, Meta(max_length=60)] = ""
    act: Annotated[str, Meta(max_length=3)] = ""
    take_back: Annotated[str, Meta(max_length=3)] = ""
    unreadable: Annotated[str, Meta(max_length=4000)] = ""
    forget: Annotated[str, Meta(max_length=3)] = ""
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


class TypedCampaign(Struct, frozen=True, kw_only=True):
    """What was typed; `adds`: a row was asked for, nothing is to be saved. With errors in `conditions` nothing can be."""

    seen: int
    content: CampaignContent
    conditions: TypedConditions
    adds: bool
    drops: bool
    take_back: bool


async def read_campaign_form(request: AnyRequest) -> TypedCampaign:
    """Read the form of a draft; raises NotUnderstood for what the page never sends."""
    sent = {name: cleaned(value) for name, value in (await form_values(request)).items()}
    rows = {name: sent.pop(name) for name in list(sent) if name.startswith(f"{ROWS}.")}
    form = form_struct(sent, CampaignForm)
    conditions = read_conditions(with_new_row(rows, form.add))
    drops = any(name.endswith(".gone") for name in rows)
    kept = "" if form.forget == "yes" else form.unreadable
    content = content_of_form(form, ",\n".join(one for one in (kept, conditions.text) if one))
    return TypedCampaign(
        seen=form.seen, content=content, conditions=conditions, adds=form.act == "add" and bool(form.add), drops=drops,
        take_back=form.take_back == "yes",
    )  # fmt: skip


def content_of_form(sent: CampaignForm, condition: str) -> CampaignContent:
    """Convert the fields of the form to a content."""
    told: dict[str, object] = {
        name: getattr(sent, name) for name in CampaignContent.__struct_fields__ if name in CampaignForm.__struct_fields__
    }  # fmt: skip
    told |= {
        "streets": tuple(as_list(sent.streets)), "condition": condition, "sms": sent.sms == "yes",
        "begins_on": day_or_none(sent.begins_on), "expires_on": day_or_none(sent.expires_on),
    }  # fmt: skip
    try:
        return msgspec.convert(told, CampaignContent)
    except msgspec.ValidationError as error:
        raise NotUnderstood("fields", what=str(error)) from error


def as_list(sent: list[str] | str) -> list[str]:
    """A field that may be sent several times; nothing was chosen where it is empty."""
    return [one for one in ([sent] if isinstance(sent, str) else sent) if one]


def day_or_none(typed: str) -> date | None:
    """Read a day; nothing for what is no day, which the lint then asks for."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None
