"""Lint: required materials can be provided and checked."""

import re
from collections.abc import Iterator
from typing import get_args

from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.types import RequiredMaterial, Service
from backend.catalogue.vocabulary import CheckName

PROVES = frozenset({"id_card_front", "permanent_residence_card"})
"""Documents that say by themselves who somebody is."""
KEY = re.compile(r"[a-z][a-z0-9_]*")
ARGUMENTS = {
    "issued_within": re.compile(r"[1-9]\d*"),
    "page_count": re.compile(r"[1-9]\d*(-[1-9]\d*)?"),
    "agrees_with_form": KEY, "agrees_with_profile": KEY, "amount": KEY,
}  # fmt: skip


def check_materials(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the materials of one service."""
    seen: set[str] = set()
    for index, material in enumerate(service.material):
        at: Path = ("material", index)
        if material.key in seen or not KEY.fullmatch(material.key):
            yield LintFinding((*at, "key"), f"“{material.key}”要是不重复的小写英文。")
        seen.add(material.key)
        yield from _asked(material, at)
        for place, text in enumerate(material.checks):
            if fault := wrong_check(text):
                yield LintFinding((*at, "checks", place), fault)
        if len(set(material.checks)) < len(material.checks):
            yield LintFinding((*at, "checks"), "同一项检查写了两次。")


def _asked(material: RequiredMaterial, at: Path) -> Iterator[LintFinding]:
    if material.required and material.only_if:
        yield LintFinding((*at, "only_if"), "有条件才要的材料，请写 required = false。")
    if not material.required and not material.only_if and not material.later:
        yield LintFinding((*at, "required"), "不是必须的材料，要写明什么时候要（only_if）。")
    if "issued_within" in material.checks and not material.valid_months:
        yield LintFinding((*at, "checks"), "检查开具日期要写明几个月内有效（valid_months），否则永远判断不了。")
    if material.owner == "applicant" and material.document not in PROVES:
        yield LintFinding(
            (*at, "owner"), "写着人像和号码的身份证件，才能写明是申请人本人的（owner）：读出来就算核实了身份。"
        )


def wrong_check(text: str) -> str:
    """Return why a check name is invalid; empty if it is valid. The vocabulary is closed."""
    name, colon, argument = text.partition(":")
    if name not in get_args(CheckName):
        return f"没有“{name}”这种检查。可以写：{'、'.join(get_args(CheckName))}。"
    form = ARGUMENTS.get(name)
    if colon and (form is None or not form.fullmatch(argument)):
        return f"检查“{name}”后面不能写“{argument}”。"
    return "页数范围前小后大。" if name == "page_count" and colon and _backwards(argument) else ""


def _backwards(pages: str) -> bool:
    least, _, most = pages.partition("-")
    return bool(most) and int(least) > int(most)
