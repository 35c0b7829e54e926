"""The invented district: the same from one seed, plausible, consistent, and the same as columns and as facts."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from backend.kit.identity_number import identity_number
from backend.registers.attributes import attributes
from backend.registers.sample.generate import Residents, generate
from backend.registers.sample.population import SamplePopulation
from backend.registers.sample.synthetic.random_draws import birthday, calendar, ordinals, years_old
from backend.registers.to_facts import REGISTERS
from backend.registers.types import PARTICULARS, Subject
from backend.rules import bitmaps
from backend.rules.answer import is_true
from backend.rules.calendar_periods import completed_years
from backend.rules.facts import fact_of
from backend.rules.mask import mask
from backend.rules.parse_rules import read_rule_file
from backend.settings import ROOT
from tests.support.each import each

ON = date(2026, 11, 23)
COUNT = 40_000
NOT_GENERATED = {"partner_marital_status", "allowance_pause"}  # about somebody else, and of those who were stopped


@cache
def district() -> Residents:
    """The residents these tests look at."""
    return generate(COUNT, ON)


def values(name: str) -> np.ndarray[Any, Any]:
    """The values of an attribute."""
    array = district().columns.by_name[name].values
    assert array is not None
    return array


def known(name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of whom an attribute is known."""
    array = district().columns.by_name[name].known
    return np.ones(COUNT, np.bool_) if array is None else bitmaps.flags(array, COUNT)


def option(name: str, value: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whose known code is this one."""
    return known(name) & (values(name) == [one.value for one in attributes()[name].options].index(value))


def yes(name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of whom something is known to be so."""
    return known(name) & (values(name) == 1)


def with_record(name: str, kind: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Who has a record of a kind."""
    found = np.zeros(COUNT, np.bool_)
    found[district().columns.by_name[name].records[kind].rows] = True
    return found


def age() -> np.ndarray[Any, Any]:
    """Completed years of life."""
    return years_old(district().born, ON.toordinal())


def test_one_seed_makes_the_same_people_and_another_makes_others() -> None:
    again, other = generate(500, ON), generate(500, ON, seed=1)
    first = generate(500, ON)
    assert [first.facts(row) for row in range(500)] == [again.facts(row) for row in range(500)]
    assert [first.number(row) for row in range(500)] == [again.number(row) for row in range(500)]
    assert sum(first.number(row) == other.number(row) for row in range(500)) < 5


def test_everything_a_register_can_be_asked_is_there() -> None:
    asked = {
        one.name
        for one in attributes().values()
        if one.derived is None and one.source in REGISTERS and not one.of_object
    }
    assert asked - NOT_GENERATED <= set(district().columns.by_name)


def test_every_fact_fits_the_dictionary() -> None:
    for row in range(0, COUNT, 97):
        for name, value in district().facts(row).items():
            assert fact_of(attributes()[name], value, "population", ON).trouble is None, (name, value)


def test_numbers_are_all_different_belong_to_nobody_and_tell_birth_and_sex() -> None:
    made = district()
    numbers = [made.number(row) for row in range(COUNT)]
    assert len(set(numbers)) == COUNT
    for row in range(0, COUNT, 53):
        number = identity_number(numbers[row], samples=True, today=ON)
        assert number.kind == "sample"
        assert number.birth == date.fromordinal(int(made.born[row]))
        assert number.sex == ("female" if made.female[row] else "male")


@each("service", ["FT0205001", "FT0110009", "FT0107002", "FT0405006", "FT0220003", "FT1201011"])
def test_columns_and_facts_say_the_same(service: str) -> None:
    """The two readings of a rule over the two forms of the same people."""
    rules = read_rule_file(ROOT / "backend" / "catalogue" / "rules" / f"{service}.toml", attributes()).rules
    made = generate(3000, ON, seed=7)
    people = []
    for row in range(made.count):
        facts = made.facts(row)
        people.append({n: fact_of(attributes()[n], v, attributes()[n].source, ON) for n, v in facts.items()})
        ours = ("identity_verified", "face_matched_on", "phone_confirmed", "document_kind")
        silent = made.silent(row)
        assert all(name in silent for name in ours)
    for requirement in rules[-1].require:
        if "identity_verified" in str(requirement) or "face_matched_on" in str(requirement):
            continue
        proven, refuted = (bitmaps.flags(bits, made.count) for bits in mask(requirement, made.columns, ON))
        truths = [is_true(requirement, facts, ON) for facts in people]
        assert [truth is True for truth in truths] == list(proven), requirement.says
        assert [truth is False for truth in truths] == list(refuted), requirement.says


SHARES: dict[str, tuple[Callable[[], Any], float, float]] = {
    "children under 15": (lambda: age() < 15, 0.11, 0.19),
    "aged 60 and over": (lambda: age() >= 60, 0.06, 0.11),
    "aged 80 and over": (lambda: age() >= 80, 0.005, 0.02),
    "women": (lambda: district().female, 0.46, 0.51),
    "hukou in Shenzhen": (lambda: yes("hukou_record_found"), 0.58, 0.70),
    "insured now": (lambda: yes("insured_now"), 0.48, 0.65),
    "with a disability": (lambda: known("disability_level"), 0.007, 0.02),
    "in a poor household": (lambda: known("low_income_valid_until"), 0.001, 0.006),
    "holding a residence permit": (lambda: option("residence_permit", "valid"), 0.09, 0.2),
    "running a business": (lambda: option("business_registration", "active"), 0.03, 0.08),
    "with a child in kindergarten": (lambda: yes("enrolled_kindergarten"), 0.02, 0.08),
    "veterans": (lambda: option("pension_category", "veteran"), 0.006, 0.025),
}


@each("group", SHARES)
def test_the_district_looks_like_one(group: str) -> None:
    who, low, high = SHARES[group]
    assert low <= float(np.mean(who())) <= high


def part(of: Any, among: Any) -> float:
    """The part of some among others."""
    return float(np.sum(of & among) / np.sum(among))


def test_lives_hang_together() -> None:
    local, years = yes("hukou_record_found"), age()
    grown = (years >= 25) & (years < 60)
    studied = known("degree_level") & (values("degree_level") >= 3)
    assert part(studied, grown & local) > 1.4 * part(studied, grown & ~local)
    assert part(studied, grown & (years < 40)) > 1.5 * part(studied, years >= 60)
    assert part(yes("insured_now"), grown) > 5 * part(yes("insured_now"), years >= 65)
    assert part(yes("insured_now"), grown) > 5 * part(yes("insured_now"), years < 20)
    poor, disabled = known("low_income_valid_until"), known("disability_level")
    assert part(poor, disabled) > 8 * part(poor, ~disabled)
    assert part(disabled, years >= 70) > 2 * part(disabled, years < 40)
    assert part(option("marital_status", "widowed"), years >= 80) > 5 * part(
        option("marital_status", "widowed"), years < 60
    )
    home = known("property_count") & (values("property_count") > 0)
    assert part(home, grown & local) > 2 * part(home, grown & ~local)


def test_the_ten_streets_and_the_92_communities_are_lived_in() -> None:
    column = district().columns.by_name["address_division"]
    assert len(column.vocabulary) == 92
    assert len({code[:9] for code in column.vocabulary}) == 10
    counts = np.bincount(values("address_division")[known("address_division")], minlength=92)
    assert counts.min() > 20
    hukou = district().columns.by_name["hukou"].vocabulary
    both = known("hukou") & known("address_division")
    same = np.array(
        [column.vocabulary[a][:9] == hukou[h] for a, h in zip(values("address_division"), values("hukou"), strict=True)]
    )
    futian = both & np.array([hukou[h].startswith("440304") for h in values("hukou")])
    assert 0.6 < part(same, futian) < 0.9


def test_nothing_happens_before_birth_or_tomorrow() -> None:
    past = (
        "hukou_since", "residence_registered_on", "graduated_on", "insured_since", "married_on", "died_on", "cremated_on",
        "discharged_on", "business_registered_on", "housing_fund_last_withdrawal", "child_birth_date", "moved_out_on",
    )  # fmt: skip
    for name in past:
        days = values(name)[known(name)]
        assert (days <= ON.toordinal()).all(), name
        assert (days >= district().born[known(name)]).all(), name


def test_impossible_lives_do_not_occur() -> None:
    years, today = age(), ON.toordinal()
    assert (years[with_record("benefits", "senior_allowance")] >= 70).all()
    assert not (
        with_record("benefits", "senior_allowance") & known("hukou_record_found") & ~yes("hukou_record_found")
    ).any()
    assert not (with_record("benefits", "senior_allowance") & known("alive") & ~yes("alive")).any()
    bands = known("allowance_age_band") & known("birth_date")
    assert set(values("allowance_age_band")[bands]) <= {70, 80, 90, 100}
    assert (values("allowance_age_band")[bands] <= years[bands]).all()
    assert (values("insured_months_in_24")[known("insured_months_in_24")] <= 24).all()
    months = known("insured_months_total")
    assert (values("insured_months_running")[months] <= values("insured_months_total")[months]).all()
    assert (values("insured_months_in_24")[months] <= values("insured_months_total")[months]).all()
    married = option("marital_status", "married")
    assert (years[married & district().female] >= 20).all()
    assert (years[married & ~district().female] >= 22).all()
    born = known("child_birth_date")
    assert ((values("child_birth_date") - district().born)[born] >= 22 * 365).all()
    assert (values("pregnancy_due_on")[known("pregnancy_due_on")] > today).all()
    permit = option("residence_permit", "valid")
    assert not (permit & known("hukou_record_found") & yes("hukou_record_found")).any()


def test_a_register_says_nothing_of_a_few_people() -> None:
    made = district()
    assert {source for source in made.gaps if source in REGISTERS} == REGISTERS
    for gap in made.gaps.values():
        assert 0.002 < float(gap.mean()) < 0.007
    row = int(np.flatnonzero(made.gaps["population"])[0])
    assert not {"birth_date", "hukou", "alive"} & made.facts(row).keys()
    assert {"birth_date", "hukou", "alive"} <= made.silent(row)


def test_whose_records_are_not_known_has_none_in_the_columns() -> None:
    for name in ("benefits", "licences", "children"):
        for kind, entries in district().columns.by_name[name].records.items():
            assert known(name)[entries.rows].all(), kind
            assert (np.diff(entries.rows) > 0).all(), kind


def test_the_calendar_of_columns_is_the_calendar() -> None:
    days = np.array(
        [date(y, m, d).toordinal() for y, m, d in ((1924, 2, 29), (1952, 3, 1), (1969, 12, 31), (2026, 11, 23))]
    )
    year, month, day = calendar(days)
    assert [date.fromordinal(int(one)) for one in ordinals(year, month, day)] == [
        date.fromordinal(int(one)) for one in days
    ]
    assert list(years_old(days, ON.toordinal())) == [completed_years(date.fromordinal(int(one)), ON) for one in days]
    assert date.fromordinal(int(birthday(days[:1], 70)[0])) == date(1994, 3, 1)


def test_generated_residents_are_found_by_number_and_name_and_stay_themselves() -> None:
    population = SamplePopulation(300)
    people = population.some(300)
    assert len({one.number for one in people}) == 300
    for one in people[::17]:
        found = population.find(Subject(one.number, one.name))
        assert found == one
        assert found is not None
        assert set(PARTICULARS) - found.facts.keys() == (set() if "hukou" in found.facts else {"hukou_address"})
        assert population.find(Subject(one.number, one.name + "某")) is None
    assert SamplePopulation(300).some(3) == people[:3]
    for stranger in ("880000199001015559", "11010519491231002X", "932682198501010017", "not a number at all"):
        assert population.find(Subject(stranger, people[0].name)) is None
    assert SamplePopulation(0).find(Subject(people[0].number, people[0].name)) is None
