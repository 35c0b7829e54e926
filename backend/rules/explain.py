"""Sentences in plain Chinese for answers, decisions and counterfactuals; nothing is decided here."""

from collections.abc import Iterable
from datetime import date

from backend.rules import comparators as c
from backend.rules import wording
from backend.rules.answer import Answer, ObservedValue, observed_values
from backend.rules.conditions import Atom, Condition, NeedsPerson
from backend.rules.decision import CounterfactualFact, GrantedBenefit, RequirementResult
from backend.rules.facts import value_on
from backend.rules.grants import grant_summary
from backend.rules.types import Attribute, Facts, Record, Value

NOT_REFUSED = "系统不会拒绝您的申请"


def explain_requirement(requirement: Condition, answer: Answer, facts: Facts, on: date, holds_from: date | None) -> str:
    """Explain one requirement: fulfilled, not yet, not, or unknown, with the observed values and sources."""
    seen = observed_values(answer)
    if isinstance(requirement, NeedsPerson):
        return f"“{requirement_sentence(requirement)}”要由工作人员看一看：{requirement.reason}。"
    if answer.truth == "yes":
        return f"“{requirement_sentence(requirement)}”：符合。{_told(seen)}"
    if answer.truth == "unknown":
        return _unknown(requirement, seen)
    age = _age_sentence(requirement, facts, on, holds_from)
    return age or _no(requirement, seen, holds_from)


def requirement_sentence(requirement: Condition) -> str:
    """Return the resident's sentence of a requirement, or the label of its attribute."""
    if requirement.says:
        return requirement.says
    return requirement.attribute.label if isinstance(requirement, Atom) else "这一项要求"


def _age_sentence(requirement: Condition, facts: Facts, on: date, holds_from: date | None) -> str:
    if not isinstance(requirement, Atom) or requirement.attribute.name != "age" or holds_from is None:
        return ""
    age = value_on(requirement.attribute, facts, on)[0]
    match requirement.compare:
        case c.AtLeast(number):
            return f"您现在{age}岁，{wording.day(holds_from)}满{number}周岁后即可办理。"
    return ""


def _no(requirement: Condition, seen: tuple[ObservedValue, ...], holds_from: date | None) -> str:
    later = f"到{wording.day(holds_from)}就符合了。" if holds_from else ""
    return f"“{requirement_sentence(requirement)}”目前还不符合。{_told(seen)}{later}"


def _unknown(requirement: Condition, seen: tuple[ObservedValue, ...]) -> str:
    unclear = [one for one in seen if one.as_of is None or one.trouble is not None]
    if any(one.trouble == "contradiction" for one in unclear):
        return (
            f"“{requirement_sentence(requirement)}”还不能确定：{_listed(unclear)}。由工作人员替您核对，不用您反复证明。"
        )
    return f"“{requirement_sentence(requirement)}”还不能确定：{_listed(unclear)}。可以补充，也可以由工作人员核实。"


def _told(seen: Iterable[ObservedValue]) -> str:
    texts = [f"{one.label}：{one.text}（{_origin(one)}）" for one in seen if one.as_of is not None]
    return f"查到的是：{'；'.join(texts)}。" if texts else ""


def _listed(seen: Iterable[ObservedValue]) -> str:
    return "；".join(f"“{one.label}”{one.text}" for one in seen)


def _origin(seen: ObservedValue) -> str:
    return (
        wording.source(seen.source)
        if seen.as_of is None
        else f"{wording.source(seen.source)}，{wording.day(seen.as_of)}"
    )


def decision_summary(grant: GrantedBenefit | None, reasons: tuple[RequirementResult, ...]) -> str:
    """Summarise a decision in one or two sentences: result and next step."""
    open_ones = [reason for reason in reasons if reason.answer != "yes"]
    if not reasons:
        return f"这一天没有适用的规则，由工作人员办理。{NOT_REFUSED}。"
    if not open_ones and grant is not None:
        return f"各项要求都符合，已经批准。{grant_summary(grant)}"
    if not open_ones:
        return f"各项要求都符合，只是给付的标准还不能确定，由工作人员核定。{NOT_REFUSED}。"
    return f"有{len(open_ones)}项还不能由系统确认，工作人员会接着看。{NOT_REFUSED}。"


def counterfactual_fact(attribute: Attribute, old: Value, new: Value, on: date) -> CounterfactualFact:
    """Return a changed fact with its text."""
    return CounterfactualFact(attribute.name, attribute.label, new, _change_text(attribute, old, new, on))


def _change_text(attribute: Attribute, old: Value, new: Value, on: date) -> str:
    if old is None:
        return f"查明“{attribute.label}”是“{wording.value_text(attribute, new, on)}”"
    if isinstance(new, tuple) and isinstance(old, tuple):
        return "，".join(_differences(attribute, old, new))
    if attribute.kind == "yes_no":
        return f"“{attribute.label}”{'得到确认' if new else '不再成立'}"
    return f"“{attribute.label}”变为“{wording.value_text(attribute, new, on)}”"


def _differences(attribute: Attribute, old: tuple[str | Record, ...], new: tuple[str | Record, ...]) -> list[str]:
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    names = {one: attribute.label_of(one if isinstance(one, str) else one.kind) for one in (*gone, *come)}
    return [f"不再有“{names[one]}”" for one in gone] + [f"有了“{names[one]}”" for one in come]


def way_text(on: date, today: date, changes: tuple[CounterfactualFact, ...]) -> str:
    """Describe a way to an approval in one sentence."""
    when = "" if on == today else f"到{wording.day(on)}，"
    if not changes:
        return f"{when}其他情况不变，就可以直接批准。"
    return f"如果{'，并且'.join(change.text for change in changes)}，{when}就可以直接批准。"
