"""Random conditions, people, rules and days for the property tests; as many examples as RULES_EXAMPLES says."""

import os
from datetime import date
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not
from backend.rules.durations import Duration
from backend.rules.facts import fact_of
from backend.rules.parse_condition import COMPARATORS
from backend.rules.rule import GrantRule, Rule
from backend.rules.types import Attribute, Fact, Record

EXAMPLES = int(os.environ.get("RULES_EXAMPLES", "60"))
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
some = settings(max_examples=max(30, EXAMPLES // 10), deadline=None, suppress_health_check=list(HealthCheck))

DICTIONARY = attributes()
STORED = (
    "birth_date",
    "hukou",
    "sex",
    "alive",
    "benefits",
    "children",
    "disability_categories",
    "disability_level",
    "insured_months_running",
    "graduated_on",
    "residence_permit_anniversary",
    "criminal_record",
    "degree",
    "restrictions",
    "low_income_status",
    "property_count",
)
ASKED = (*STORED, "age", "today")
ENDS = ((2, 28), (3, 1), (12, 31))
EDGES = [date(year, month, day) for year in (1924, 1956, 2000, 2023, 2024, 2026) for month, day in ENDS]
LEAP = [date(year, 2, 29) for year in (1924, 1956, 1996, 2000, 2020, 2024, 2028)]

days = st.one_of(st.dates(date(1915, 1, 1), date(2032, 12, 31)), st.sampled_from(EDGES + LEAP))
todays = st.one_of(st.dates(date(2018, 1, 1), date(2030, 12, 31)), st.sampled_from([*EDGES[6:], *LEAP[4:]]))
divisions = st.sampled_from(["44", "4403", "440304", "440304001", "440303", "43", "430102", "440304001028", "99"])
numbers = st.integers(-2, 130)


@cache
def options(attribute: Attribute) -> st.SearchStrategy[str]:
    return st.sampled_from([option.value for option in attribute.options])


@cache
def records(attribute: Attribute) -> st.SearchStrategy[Record]:
    return st.builds(
        lambda kind, since, until: Record(kind=kind, since=since, until=until),
        options(attribute),
        st.none() | days,
        st.none() | days,
    )


@cache
def values(attribute: Attribute) -> st.SearchStrategy:
    kinds = {"date": days, "number": numbers, "yes_no": st.booleans(), "division": divisions, "text": st.just("x")}
    if attribute.kind == "code":
        return options(attribute)
    if attribute.kind == "codes":
        return st.sets(options(attribute)).map(lambda chosen: tuple(sorted(chosen)))
    if attribute.kind == "records":
        return st.lists(records(attribute), max_size=3).map(tuple)
    return kinds[attribute.kind]


spans = st.one_of(
    st.builds(Duration, years=st.integers(0, 3), months=st.integers(0, 30)).filter(lambda span: span != Duration()),
    st.builds(Duration, days=st.integers(1, 400)),
    st.builds(Duration, months=st.integers(1, 14), days=st.integers(1, 40)),
)


@cache
def operand(compare: type, attribute: Attribute) -> st.SearchStrategy:
    """The comparator with a random operand that fits."""
    one_of = st.sets(values(attribute), min_size=1, max_size=3) if compare is c.OneOf else st.nothing()
    operands = {
        **dict.fromkeys((c.AtLeast, c.AtMost, c.MoreThan, c.LessThan), numbers),
        **dict.fromkeys((c.CountAtLeast, c.CountAtMost), st.integers(0, 4)),
        **dict.fromkeys((c.Before, c.Since), days),
        **dict.fromkeys((c.AtLeastAgo, c.WithinLast, c.WithinNext), spans),
        c.BeforeAnniversary: st.integers(0, 120),
        c.InMonth: st.sets(st.integers(1, 12), min_size=1).map(tuple),
        c.Within: st.sets(divisions, min_size=1, max_size=2).map(tuple),
        c.OneOf: one_of.map(tuple),
        c.Is: values(attribute),
    }
    if compare in (c.Has, c.Lacks, c.Had):
        return st.builds(compare, options(attribute))
    return st.builds(compare, operands[compare]) if compare in operands else st.just(compare())


@st.composite
def atoms(draw: st.DrawFn, asked: tuple[str, ...] = ASKED) -> Atom:
    attribute = DICTIONARY[draw(st.sampled_from(asked))]
    fitting = [compare for compare in COMPARATORS.values() if attribute.kind in compare.kinds]
    return Atom(attribute, draw(operand(draw(st.sampled_from(fitting)), attribute)), "要求")


@cache
def conditions(asked: tuple[str, ...] = ASKED, people: bool = True) -> st.SearchStrategy[Condition]:
    leaves = st.one_of(atoms(asked), atoms(asked), st.just(NeedsPerson("看一看"))) if people else atoms(asked)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Not, inner),
        ),
        max_leaves=6,
    )


@cache
def facts_for(attribute: Attribute) -> st.SearchStrategy[Fact]:
    usable = st.builds(lambda value: Fact(value=value, source="sample", as_of=date(2026, 1, 1)), values(attribute))
    expiring = st.builds(
        lambda value, until: Fact(value=value, source="sample", as_of=date(2020, 1, 1), expires=until),
        values(attribute),
        days,
    )
    troubled = st.sampled_from(["contradiction", "silent", "malformed"]).map(
        lambda trouble: Fact(source="sample", as_of=date(2026, 1, 1), trouble=trouble)
    )
    absent = st.just(Fact(source="sample", as_of=date(2026, 1, 1)))
    return st.one_of(usable, usable, usable, expiring, troubled, absent)


@st.composite
def people(draw: st.DrawFn, asked: tuple[str, ...] = STORED) -> dict[str, Fact]:
    names = draw(st.sets(st.sampled_from(asked)))
    return {name: draw(facts_for(DICTIONARY[name])) for name in sorted(names)}


@st.composite
def rules(draw: st.DrawFn, asked: tuple[str, ...] = ASKED) -> Rule:
    require = draw(st.lists(conditions(asked, people=draw(st.integers(0, 9)) == 0), min_size=1, max_size=4))
    whens = draw(st.lists(conditions(asked, people=False), max_size=2))
    grants = [
        GrantRule(when=when, amount=100 * (place + 1), unit="元", period="month") for place, when in enumerate(whens)
    ]
    last = [GrantRule(amount=10, unit="元", period="month")] if draw(st.booleans()) else []
    return Rule(
        valid_from=draw(st.sampled_from([date(2000, 1, 1), date(2024, 7, 1), date(2027, 1, 1)])),
        basis="依据",
        provenance="proposal",
        require=tuple(require),
        grant=(*grants, *last),
    )


def fact(name: str, raw: object, on: date = date(2026, 11, 10), source: str = "sample") -> Fact:
    return fact_of(DICTIONARY[name], raw, source, on)
