"""Electronic licences of the sample register, derived from what the registers know; pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from backend.registers.sample.residents import Resident
from backend.registers.types import Licence

SEX = {"male": "男", "female": "女"}
CATEGORIES = {
    "vision": "视力",
    "hearing": "听力",
    "speech": "言语",
    "physical": "肢体",
    "intellectual": "智力",
    "mental": "精神",
}
LEVELS = ("一级", "二级", "三级", "四级")
TEN_YEARS = timedelta(days=3652)


def licences(who: Resident) -> Iterator[Licence]:
    """Return all licences of a person."""
    if "id_card_valid_until" not in who.silent:
        yield from _id_card(who)
    if who.facts.get("residence_permit") == "valid" and "residence_permit" not in who.silent:
        yield _permit(who)
    if who.facts.get("disability_categories") and "disability_categories" not in who.silent:
        yield _disability(who)


def _id_card(who: Resident) -> Iterator[Licence]:
    until = who.facts.get("id_card_valid_until")
    if not isinstance(until, date):
        return
    own = _person(who) | {"address": str(who.facts.get("hukou_address", ""))}
    for_life = until.year >= 2099  # how the register writes 长期
    yield Licence(
        kind="id_card_front", number=who.number, title="居民身份证", issuer="公安机关（样本）",
        issued_on=date(2017, 6, 1) if for_life else until - 2 * TEN_YEARS, valid_until=None if for_life else until, fields={k: v for k, v in own.items() if v},
    )  # fmt: skip


def _permit(who: Resident) -> Licence:
    since = who.facts.get("residence_registered_on")
    issued = since if isinstance(since, date) else date(2021, 7, 1)
    own = _person(who) | {"residence_address": str(who.facts.get("living_address", ""))}
    return Licence(
        kind="residence_permit", number=f"440304{who.number[-12:]}", title="深圳经济特区居住证", issuer="深圳市公安局（样本）",
        issued_on=issued, valid_until=issued + TEN_YEARS, fields={k: v for k, v in own.items() if v},
    )  # fmt: skip


def _disability(who: Resident) -> Licence:
    category = CATEGORIES.get(next(iter(who.facts["disability_categories"])), "多重")
    level = LEVELS[int(who.facts.get("disability_level", 4)) - 1]
    until = who.facts.get("disability_valid_until")
    certificate = next((one for one in _records(who) if one.get("kind") == "disability_certificate"), {})
    issued = certificate.get("from")
    number = f"{who.number}{[*CATEGORIES.values(), '多重'].index(category) + 1}{LEVELS.index(level) + 1}"
    return Licence(
        kind="disability_certificate", number=number, title="残疾人证", issuer="深圳市残疾人联合会（样本）",
        issued_on=issued if isinstance(issued, date) else date(2021, 5, 1), valid_until=until if isinstance(until, date) else None,
        fields=_person(who) | {"number": number, "category": category, "level": level},
    )  # fmt: skip


def _records(who: Resident) -> list[dict[str, Any]]:
    return [one for one in who.facts.get("licences", ()) if isinstance(one, dict)]


def _person(who: Resident) -> dict[str, str]:
    born = who.facts.get("birth_date")
    told = {
        "name": who.name, "sex": SEX.get(str(who.facts.get("sex")), ""), "number": who.number,
        "birth_date": born.isoformat() if isinstance(born, date) else "",
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}
