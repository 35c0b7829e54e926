"""Services in the fields of the national item list (政务服务事项), as far as known.

national_fields.toml says for each national field where its value comes from; docs/national-fields.md is written from it.
Field names and code values: facts page §3, gathered from public code and portal data; the text of GB/T 39554 was not read.
Official codes are issued by the province: they stay empty, ours is given as 本平台编码.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.lint.references import category_key
from backend.catalogue.load import department_name, read_categories, read_departments
from backend.catalogue.published import Version
from backend.catalogue.search.life_events import life_events
from backend.catalogue.sources import legal_resources
from backend.catalogue.types import RequiredMaterial, Service
from backend.catalogue.vocabulary import ITEM_TYPES, Unit

AUDIENCE_CODES = {"individual": ["1"], "enterprise": ["2", "5"], "both": ["1", "2", "5"]}
IDENTITY_PAPERS = {
    "id_card_front", "id_card_back", "household_page", "residence_permit", "graduation_certificate", "business_licence",
    "disability_certificate", "birth_certificate",
}  # fmt: skip


class NationalField(Struct, frozen=True, forbid_unknown_fields=True):
    """Field of the national list: our source of its value, and its CPSV-AP counterpart."""

    key: str
    name: str
    ours: str = ""
    cpsv: str = ""
    note: str = ""


class NationalNames(Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the national list, and the words of the page about it."""

    title: str
    introduction: str
    heading: tuple[str, ...]
    material_title: str
    material_fields: str
    way: tuple[str, ...]
    units: dict[Unit, str]
    result_kinds: dict[str, str]
    ways: dict[str, str]
    parts: dict[str, str]
    material: dict[str, str]
    field: tuple[NationalField, ...]


NAMES = msgspec.toml.decode(Path(__file__).with_name("national_fields.toml").read_bytes(), type=NationalNames)
PARTS = NAMES.parts


def _level(service: Service) -> str | None:
    """Return the administrative level: district (4) or street (5); branches of city and state bodies have none."""
    if service.department == "street":
        return "5"
    kind = read_departments()[service.department].kind
    return {"district": "4", "street_office": "5"}.get(kind)


def _limit(number: int | None, unit: Unit) -> dict[str, Any] | None:
    return None if number is None else {PARTS["number"]: number, PARTS["unit"]: NAMES.units[unit]}


def _theme(service: Service) -> dict[str, Any]:
    events = {e.key: e.name for e in life_events()}
    category = next((c.name for c in read_categories() if c.key == category_key(service.code)), "")
    return {PARTS["theme"]: category, PARTS["events"]: [events[e] for e in service.life_events]}


def _channels(service: Service) -> list[str]:
    return [name for way, name in NAMES.ways.items() if getattr(service.channels, way)]


def _material(m: RequiredMaterial) -> dict[str, Any]:
    values = {
        "name": m.name, "kind": "1" if m.document in IDENTITY_PAPERS else "2" if m.document == "form" else "3",
        "form": "3" if m.original else "2", "source": "20" if m.held_by else "10" if m.document == "form" else "99",
        "issuer": m.issuer, "necessity": "3" if m.later else "1" if m.required else "2", "only_if": m.only_if or None,
        "what": m.what, "where": m.where, "sample": m.sample, "held_by": m.held_by, "valid_months": m.valid_months,
    }  # fmt: skip
    return {NAMES.material[key]: value for key, value in values.items()}


VALUES: dict[str, Callable[[Service, Version], Any]] = {
    "name": lambda s, v: s.name,
    "aliases": lambda s, v: list(s.aliases),
    "code": lambda s, v: s.code,
    "item_type": lambda s, v: {PARTS["code"]: ITEM_TYPES[s.item_type], PARTS["name"]: s.item_type},
    "legal": lambda s, v: [{PARTS["name"]: name, PARTS["article"]: article} for name, article in legal_resources(s)],
    "department": lambda s, v: department_name(s.department),
    "level": lambda s, v: _level(s),
    "audience": lambda s, v: AUDIENCE_CODES[s.audience],
    "handling": lambda s, v: "2" if s.handling == "promised" else "1",
    "who": lambda s, v: list(s.who),
    "not_who": lambda s, v: list(s.not_who),
    "statutory": lambda s, v: _limit(s.limit.statutory, s.limit.statutory_unit),
    "promised": lambda s, v: _limit(s.limit.promised, s.limit.promised_unit),
    "note": lambda s, v: s.limit.note or None,
    "visits": lambda s, v: s.channels.visits,
    "visit_reason": lambda s, v: s.channels.visit_reason or None,
    "ways": lambda s, v: _channels(s),
    "depth": lambda s, v: "5" if s.zero_trip else "3",
    "kiosk": lambda s, v: s.channels.kiosk,
    "charged": lambda s, v: s.fee.charged,
    "fee": lambda s, v: s.fee.says,
    "standard": lambda s, v: s.fee.standard or None,
    "basis": lambda s, v: s.fee.basis or None,
    "result_name": lambda s, v: s.result.name,
    "result_kind": lambda s, v: NAMES.result_kinds.get(s.result.kind, NAMES.result_kinds["other"]),
    "result_says": lambda s, v: s.result.says,
    "way": lambda s, v: {
        PARTS["way"]: NAMES.way,
        PARTS["steps"]: [{PARTS["step"]: p.name, PARTS["who"]: p.who, PARTS["says"]: p.says} for p in s.step],
    },
    "theme": lambda s, v: _theme(s),
    "question": lambda s, v: [{PARTS["question"]: q.q, PARTS["answer"]: q.a} for q in s.question],
    "material": lambda s, v: [_material(m) for m in s.material],
    "starts": lambda s, v: v.valid_from,
    "ends": lambda s, v: s.status.since,
    "state": lambda s, v: "1" if s.status.state == "in_force" else "3",
    "version": lambda s, v: v.digest,
}
"""The value of each field that we know, by its key."""


def national(version: Version) -> dict[str, Any]:
    """Return one service in national fields; None where the value is unknown."""
    known = {f: VALUES.get(f.key) for f in NAMES.field}
    return {f.name: None if value is None else value(version.service, version) for f, value in known.items()}


def national_document(version: Version) -> bytes:
    """Return the fields as JSON."""
    return msgspec.json.encode(national(version))


def markdown_table() -> str:
    """Return the text of docs/national-fields.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (f"# {NAMES.title}", "", NAMES.introduction, "")
    yield from (f"| {' | '.join(NAMES.heading)} |", "| --- | --- | --- | --- |")
    for f in NAMES.field:
        yield f"| {f.name} | {f'`{f.ours}`' if f.ours else '—'} | {f'`{f.cpsv}`' if f.cpsv else '—'} | {f.note} |"
    yield from ("", f"## {NAMES.material_title}", "", NAMES.material_fields)
