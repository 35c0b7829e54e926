"""Good messages to begin from; the file is `templates.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backend.campaigns.editorial.types import CampaignContent

BLANK = "blank"


class CampaignTemplate(Struct, frozen=True):
    """A message to begin from: its key, what it is for, and what is written already."""

    key: str
    label: str
    hint: str
    content: CampaignContent


@cache
def campaign_templates() -> dict[str, CampaignTemplate]:
    """Every template by key, in the order of the file."""
    file: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("templates.toml").read_text("utf-8"))
    return {key: read_template(key, table) for key, table in file.items()}


def read_template(key: str, table: dict[str, Any]) -> CampaignTemplate:
    """Read one table of the file."""
    content = {name: value for name, value in table.items() if name not in ("label", "hint")}
    return CampaignTemplate(key, table["label"], table["hint"], msgspec.convert(content, CampaignContent))
