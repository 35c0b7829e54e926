"""The things of the sample world fit its people, its licences and its relations, also those that are made from columns."""

from pathlib import Path

from backend.registers.attributes import attributes
from backend.registers.objects import NamedObject
from backend.registers.sample.cast import cast, resident
from backend.registers.sample.licences import licences
from backend.registers.sample.objects import SampleObjects, things
from backend.registers.sample.population import SamplePopulation
from backend.registers.sample.relations import Offices, relations
from backend.registers.sample.synthetic_objects import number_of, shop_number

PEOPLE = SamplePopulation(2000)
WORLD = SampleObjects(PEOPLE, Offices(Path("/nowhere/offices.jsonl")))


def test_whoever_is_named_exists_and_every_fact_is_of_that_kind_of_thing() -> None:
    organisations = {one.key for one in relations().organisation}
    for thing in things().values():
        assert set(thing.authority) <= set(cast())
        assert not thing.held_by or thing.held_by in organisations
        assert {attributes()[name].subject for name in thing.facts} <= {thing.kind}


def test_every_authority_is_one_closed_vocabulary() -> None:
    words = {"operator", "legal_representative", "parent", "owner", "authorised", "none"}
    declared = [one for one in attributes().values() if one.name.endswith("_authority")]
    assert len(declared) >= 7
    for one in declared:
        assert {option.value for option in one.options} <= words
        assert one.name == f"{one.subject}_authority"
        assert one.options[-1].value == "none"


def test_the_residence_permit_of_somebody_is_the_one_that_the_licences_show() -> None:
    holder = resident(cast()["su_mei"])
    (shown,) = [one for one in licences(holder) if one.kind == "residence_permit"]
    thing = WORLD.find(NamedObject(kind="licence", number=shown.number))
    assert thing is not None
    assert WORLD.authority(holder, thing) == "owner"
    assert WORLD.authority(resident(cast()["xie_fang"]), thing) == "none"


def test_a_synthetic_shop_is_what_the_columns_say_and_belongs_to_one_person() -> None:
    rows = [row for row in range(PEOPLE.count) if owner_of(row).facts.get("business_registration") == "active"]
    assert len(rows) > 20
    for row in rows[:40]:
        owner, other = owner_of(row), owner_of(row + 1)
        shop = WORLD.find(NamedObject(kind="organisation", number=shop_number(row)))
        assert shop is not None
        assert shop.facts["business_registration"] == "active"
        assert shop.facts.get("business_kind") == owner.facts.get("business_kind")
        assert WORLD.authority(owner, shop) in ("operator", "legal_representative")
        assert WORLD.authority(other, shop) == "none"
        eats = any(one["kind"] == "food_business" for one in owner.facts.get("licences", ()))
        assert (WORLD.find(NamedObject(kind="licence", number=number_of("licence", row))) is not None) == eats


def owner_of(row: int):
    """The resident of a row."""
    found = PEOPLE.by_row(row % PEOPLE.count)
    assert found is not None
    return found


def test_a_number_that_no_thing_has_is_nothing() -> None:
    for number in (shop_number(99_999), "92440304MA5H0000１", "92440304MA5H00001?", "", "x"):
        assert WORLD.find(NamedObject(kind="organisation", number=number or "0")) is None
