"""Synthetic licences, businesses, and records of our own register."""

import numpy as np

from backend.registers.sample.synthetic.builder import SyntheticPopulation
from backend.registers.sample.synthetic.random_draws import Array, Mask, birthday

TRAVEL_YEARS, FOOD_YEARS, HYGIENE_YEARS = 10, 5, 4


def draw(crowd: SyntheticPopulation) -> None:
    """Draw licences, businesses and our own verification."""
    _callings(crowd)
    _travel(crowd)
    owns = _business(crowd)
    _standards(crowd, owns)
    _shops(crowd, owns)
    _verified(crowd)


def _callings(crowd: SyntheticPopulation) -> None:
    chance, level = crowd.chance, crowd["degree_level"]
    studied = crowd.known("graduated_on")
    got = np.minimum(crowd["graduated_on"] + chance.between(30, 500), crowd.today - 5)
    female = crowd.has_option("sex", "female")
    crowd.record("licences", "teacher", studied & (level >= 3) & chance.share(np.where(female, 0.09, 0.03)), got)
    nurse = studied & (level == 2) & chance.share(np.where(female, 0.06, 0.003))
    crowd.record("licences", "nurse", nurse, got, _later(crowd, 5))
    crowd.record("licences", "physician", studied & (level >= 3) & chance.share(0.016), got)


def _later(crowd: SyntheticPopulation, years: int) -> Array:
    return np.asarray(crowd.today + crowd.chance.between(-40, round(years * 365.25)))


def _travel(crowd: SyntheticPopulation) -> None:
    chance = crowd.chance
    part = np.interp(crowd.age, [0, 10, 30, 60, 85], [0.1, 0.4, 0.55, 0.45, 0.1])
    travels = crowd.known("hukou") & chance.share(part)
    issued = chance.recent(crowd.today, 1500, crowd.today - crowd["birth_date"])
    until = issued + round(TRAVEL_YEARS * 365.25)
    crowd.record("licences", "hk_mo_travel_permit", travels, issued, until)


def _business(crowd: SyntheticPopulation) -> Mask:
    """Draw businesses: one in twenty adults, most of them sole traders."""
    chance, age = crowd.chance, crowd.age
    part = np.where(crowd.has_option("employment_status", "self_employed"), 0.55, 0.02)
    once: Mask = (age >= 18) & (age < 75) & chance.share(part)
    fate = chance.pick([82, 4, 14])
    owns, revoked, cancelled = (once & (fate == one) for one in range(3))
    crowd.put_option("business_registration", "none", active=owns, revoked=revoked, cancelled=cancelled)
    kind = chance.pick([62, 31, 3, 3, 1])
    names = ("sole_trader", "company", "partnership", "branch", "other")
    crowd.put_option("business_kind", "other", once, **{name: kind == at for at, name in enumerate(names)})
    began = np.maximum(chance.recent(crowd.today, 1400, 9000), birthday(crowd["birth_date"], 18))
    crowd.put("business_registered_on", np.minimum(began, crowd.today), once)
    crowd.record("licences", "business_licence", owns, np.minimum(began, crowd.today))
    return np.asarray(owns)


def _standards(crowd: SyntheticPopulation, owns: Mask) -> None:
    chance = crowd.chance
    tries = owns | ((crowd.age >= 18) & chance.share(0.004))
    for name, part in (("standard_name", 0.9), ("standard_scope", 0.85), ("standard_address", 0.7)):
        crowd.put(name, tries & chance.share(part))
    crowd.put("standard_fields_only", owns & chance.share(0.75))
    crowd.put("operator_authorised", owns & chance.share(0.9))
    crowd.put("tax_clear", ~owns | chance.share(0.9))
    crowd.put("open_cases", np.where(owns & chance.share(0.03), 1 + chance.pick([80, 15, 5]), 0))
    crowd.put("registration_only_sector", owns & chance.share(0.3))


def _shops(crowd: SyntheticPopulation, owns: Mask) -> None:
    chance, began = crowd.chance, crowd["business_registered_on"]
    eats = owns & chance.share(0.2)
    issued = np.minimum(began + chance.between(10, 200), crowd.today)
    crowd.record("licences", "food_business", eats, issued, _later(crowd, FOOD_YEARS))
    crowd.put("small_caterer_place", eats & chance.share(0.6))
    public = owns & chance.share(0.07)
    crowd.record("licences", "public_place_hygiene", public, issued, _later(crowd, HYGIENE_YEARS))
    crowd.put("deed_found", (crowd.age >= 18) & chance.share(0.02))


def _verified(crowd: SyntheticPopulation) -> None:
    """Draw who signed up here and showed a document."""
    chance, age = crowd.chance, crowd.age
    part = np.interp(age, [6, 16, 25, 45, 60, 75, 90], [0.0, 0.2, 0.72, 0.66, 0.5, 0.3, 0.1])
    member: Mask = crowd["alive"] & chance.share(part)
    crowd.put("phone_confirmed", member)
    crowd.put("identity_verified", member & chance.share(0.85))
    crowd.put("face_matched_on", chance.recent(crowd.today, 90, 700), member & chance.share(0.5))
    outside = ~crowd.known("hukou")
    foreign = outside & chance.share(0.12)
    crowd.put_option("document_kind", "resident_id", hmt_residence=outside, permanent_residence=foreign)
