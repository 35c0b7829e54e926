"""Lint: texts are complete, plain and safe to show."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.types import Service

HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
FAULTS = {
    rf"{HAN}[,;:?!()]|[,;?!()]{HAN}|{HAN}\.(?!\d)": "中文里请用全角标点",
    r"[！!]|温馨提示": "请不要喊，也不要写“温馨提示”",
    r"<[A-Za-z/!]|\{\{|\{%|\]\(": "文字里不能有标记或模板",
    r"https?:|www\.|javascript:": "文字里不写网址；别处的系统写在 elsewhere 里",
    r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]": "有看不见的控制字符或换行",
    r"^[\s\u3000]|[\s\u3000]$": "前后有空格",
    r'"': "引号请用“ ”",
    rf"{HAN} [a-z][a-z_= ]*$": "句尾多了字母，像是没删干净的记号",
}
CHECKED = [(re.compile(pattern), says) for pattern, says in FAULTS.items()]
IN_JSON = [  # the same, as it looks in the service written out as JSON
    r"\\", r'"[\s\u3000]', r'[\s\u3000]"', rf'{HAN} [a-z][a-z_= ]*"', r"[\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]",
]  # fmt: skip
SUSPECT = re.compile("|".join([*list(FAULTS)[:4], *IN_JSON]))
LONGEST = {"name": 30, "purpose": 45, "purpose_en": 160, "name_en": 120}  # characters
FEWEST = {"aliases": 6, "question": 3, "step": 3, "who": 1}


def check_wording(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the texts of one service."""
    yield from _faults(service)
    yield from _enough(service)
    yield from _purpose(service)
    yield from _aliases(service)
    yield from _questions(service)


def _faults(service: Service) -> Iterator[LintFinding]:
    """Check the whole text once, and single sentences only if it is suspect."""
    if SUSPECT.search(msgspec.json.encode(service).decode()) is None:
        return
    for path, text in texts(msgspec.to_builtins(service)):
        for pattern, says in CHECKED:
            if found := pattern.search(text):
                yield LintFinding(path, f"{says}：“{text[max(0, found.start() - 4) : found.end() + 4]}”。")


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
            yield LintFinding((key,), f"至少要{fewest}条，现在有{given}条。")
    for key, longest in LONGEST.items():
        text: str = getattr(service, key)
        if not 1 <= len(text) <= longest:
            yield LintFinding((key,), f"要写，而且最多{longest}个字，现在{len(text)}个字。")
    if not service.life_events and not service.groups:
        yield LintFinding(("groups",), "人生事件和人群至少写一个，否则逛目录的人找不到它。")


def _purpose(service: Service) -> Iterator[LintFinding]:
    if service.purpose.count("。") != 1 or not service.purpose.endswith("。"):
        yield LintFinding(("purpose",), "用一句话说清楚是做什么的，以句号结束。")
    if not service.purpose_en.endswith("."):
        yield LintFinding(("purpose_en",), "英文也是一句完整的话。")


def _aliases(service: Service) -> Iterator[LintFinding]:
    if len(set(service.aliases)) < len(service.aliases):
        yield LintFinding(("aliases",), "有重复的叫法。")
    for index, alias in enumerate(service.aliases):
        if alias == service.name or not 2 <= len(alias) <= 20:
            yield LintFinding(("aliases", index), f"“{alias}”：写居民自己的叫法，2到20个字，不重复正式名称。")


def _questions(service: Service) -> Iterator[LintFinding]:
    asked = [q.q for q in service.question]
    for index, one in enumerate(service.question):
        if asked.count(one.q) > 1:
            yield LintFinding(("question", index, "q"), "同一个问题问了两次。")
        if not one.q.endswith("？"):
            yield LintFinding(("question", index, "q"), "问题以问号结束。")
        if not one.a.endswith("。"):
            yield LintFinding(("question", index, "a"), "回答是完整的话，以句号结束。")
