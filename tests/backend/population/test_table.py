"""Everybody in memory says of each person, on each day, what the profile says; also after a change."""

from datetime import timedelta

from backend.cases.facts.gather import fact_for
from backend.population.row_format import row_format
from backend.registers.attributes import attributes
from backend.residents.profile_facts import settled
from backend.rules import bitmaps
from backend.rules.bitmap_index import BitmapIndex
from tests.backend.population.world import STORED, TODAY, Chance, nobody, says_the_same
from tests.support.each import each


@each("seed", range(12))
def test_changes_are_followed_on_every_day_that_is_held(seed: int) -> None:
    chance, population = Chance(seed), nobody()
    people: dict[int, dict] = {}
    for _ in range(3):
        for place in range(1, 13):
            people[place] = chance.profile()
            population.change(place, people[place])
            if place % 5 == 0:
                says_the_same(population, people, seed, 5)
    says_the_same(population, people, seed)
    assert population.count == 12


def test_who_leaves_is_not_there_any_more() -> None:
    population = nobody()
    population.change(3, {"alive": [{"value": True, "source": "population", "as_of": "2026-11-23T00:00:00+08:00"}]})
    index = population.on(TODAY)
    assert population.count == 1
    population.change(3, None)
    assert population.count == 0
    assert population.on(TODAY) is index
    assert not bitmaps.holds(index.columns.by_name["alive"].known, 3)


@each("seed", range(8))
def test_fresh_answers_are_settled_exactly_as_a_case_settles_them(seed: int) -> None:
    """On the day the registers were asked there is no difference between asking a case and asking the index."""
    chance = Chance(seed)
    for attribute in STORED:
        if attribute.source == "self" or (attribute.fresh_for_days is not None and attribute.fresh_for_days < 1):
            continue
        raw = chance.told(attribute)
        in_a_case = fact_for(attribute, {attribute.name: raw}, {}, TODAY)
        in_the_index = settled(attribute, raw, TODAY, again=True)
        assert (in_the_index.value, in_the_index.trouble) == (in_a_case.value, in_a_case.trouble)


def test_a_new_day_brings_a_new_index_and_lets_go_of_the_old_one() -> None:
    population = nobody()
    today = population.on(TODAY)
    assert population.on(TODAY) is today
    population.turn(TODAY + timedelta(1))
    assert set(population.days) == {TODAY + timedelta(1)}
    for ahead in range(2, 9):
        population.on(TODAY + timedelta(ahead))
    assert len(population.days) == 4
    assert isinstance(population.on(TODAY + timedelta(8)), BitmapIndex)


def test_a_district_that_grows_keeps_everybody() -> None:
    chance, population = Chance(99), nobody()
    people = {place: chance.profile() for place in (1, 4000, 4200, 9000)}
    for place, profile in people.items():
        population.change(place, profile)
    says_the_same(population, people, 99, 10)
    assert population.count == 4


def test_the_dictionary_is_laid_out_once() -> None:
    layout = row_format()
    assert layout is row_format()
    assert set(layout.names) == {one.name for one in attributes().values() if one.derived is None and not one.of_object}
    assert layout.dtype.itemsize == layout.packed.size
    assert -(2**31) <= layout.number < 2**31
