"""Synthetic needs and benefits: old age, disability, poverty, army service, volunteering, bad records."""

import numpy as np

from backend.registers.sample.synthetic.builder import SyntheticPopulation
from backend.registers.sample.synthetic.random_draws import Mask, birthday, ordinals

ALLOWANCE_BANDS = (70, 80, 90, 100)
ALLOWANCE_BEGAN = ordinals(2014, 4, 1)  # the earliest date that the facts of the domain name for a district
CARD_YEARS = 10  # a disability certificate is renewed after so many years


def draw(crowd: SyntheticPopulation) -> None:
    """Draw needs and benefits."""
    _old_age(crowd)
    _disability(crowd)
    _poverty(crowd)
    _service(crowd)
    _bad_records(crowd)


def _old_age(crowd: SyntheticPopulation) -> None:
    """Draw the senior allowance: most eligible people receive it, a few in the band below their age."""
    chance, age, local = crowd.chance, crowd.age, crowd["hukou_record_found"]
    seventy = birthday(crowd["birth_date"], 70)
    started = np.maximum(seventy, ALLOWANCE_BEGAN) + chance.between(1, 120)
    draws = local & crowd["alive"] & (age >= 70) & (started <= crowd.today) & chance.share(0.9)
    crowd.record("benefits", "senior_allowance", draws, started)
    band = np.array(ALLOWANCE_BANDS)[np.clip((age - 70) // 10, 0, 3)]
    late = (age >= 80) & (age % 10 == 0) & chance.share(0.15)
    crowd.put("allowance_age_band", np.where(late, band - 10, band), draws)
    crowd.put("allowance_hukou", crowd["hukou"], draws, crowd.vocabulary("hukou"))
    hundred = draws & (age >= 100) & chance.share(0.8)
    crowd.record("benefits", "centenarian_grant", hundred, birthday(crowd["birth_date"], 100))
    card = (age >= 60) & chance.share(np.where(local, 0.82, 0.4))
    crowd.record("licences", "senior_card", card, birthday(crowd["birth_date"], 60) + chance.between(1, 300))
    alone = np.interp(age, [18, 30, 55, 60, 80, 95], [0.0, 0.0, 0.0, 0.09, 0.2, 0.14])
    crowd.put("living_alone", (age >= 60) & chance.share(alone))
    crowd.put("payable_account_confirmed", (age >= 16) & chance.share(np.where(local, 0.9, 0.7)))
    parent = local & (age >= 60) & chance.share(0.3)
    crowd.record("benefits", "one_child_allowance", parent, birthday(crowd["birth_date"], 60))


def _disability(crowd: SyntheticPopulation) -> None:
    chance = crowd.chance
    disabled = chance.share(np.interp(crowd.age, [0, 20, 45, 60, 75, 90], [0.003, 0.007, 0.011, 0.02, 0.04, 0.07]))
    level = 1 + chance.pick([16, 24, 30, 30])
    kinds = ("physical", "hearing", "vision", "intellectual", "mental", "speech")
    kind = chance.pick([44, 18, 12, 11, 12, 3])
    second = chance.pick([90, 1, 1, 2, 2, 4])
    issued = chance.recent(crowd.today, 1800, 4200)
    until = issued + round(CARD_YEARS * 365.25)
    crowd.put("disability_level", level, disabled)
    seconds = np.where(second > 0, second, kind)
    has = {name: disabled & ((kind == at) | (seconds == at)) for at, name in enumerate(kinds)}
    crowd.put_options("disability_categories", **has)
    crowd.put("disability_valid_until", until, disabled)
    crowd.record("licences", "disability_certificate", disabled, issued, until)
    wheels = disabled & (kind == 0) & (level <= 3) & (crowd.age >= 18) & chance.share(0.06)
    crowd.put("motor_wheelchair_registered", wheels)
    crowd.put("disabled_household_case", disabled & chance.share(0.04))
    valid = disabled & (until >= crowd.today) & crowd["hukou_record_found"]
    severe = valid & ((level <= 2) | (kind == 3) | (kind == 4))
    crowd.record("benefits", "nursing_subsidy", severe & chance.share(0.85), issued + 60)
    crowd.record("benefits", "wheelchair_fuel", valid & wheels & chance.share(0.7), issued + 60)


def _poverty(crowd: SyntheticPopulation) -> None:
    """Draw poverty: rare, more frequent with a disability or without work."""
    chance, local = crowd.chance, crowd["hukou_record_found"]
    disabled = crowd.known("disability_level")
    out = crowd.has_option("employment_status", "unemployed")
    poor = local & chance.share(0.0022 + 0.07 * disabled + 0.012 * out)
    kind = chance.pick([55, 25, 8, 12])
    names = ("minimum_living", "low_income_margin", "extreme_hardship", "expenditure_poor")
    crowd.put_option("low_income_status", "none", **{name: poor & (kind == at) for at, name in enumerate(names)})
    crowd.put("low_income_valid_until", crowd.today + chance.between(-40, 365), poor)
    since = chance.recent(crowd.today, 900, 5000)
    crowd.record("benefits", "minimum_living", poor & (kind == 0), since)
    crowd.record("benefits", "extreme_hardship", poor & (kind == 2), since)
    crowd.record("benefits", "living_subsidy", poor & disabled & chance.share(0.8), since + 30)


def _service(crowd: SyntheticPopulation) -> None:
    chance, age = crowd.chance, crowd.age
    served = (age >= 20) & chance.share(np.where(crowd.has_option("sex", "male"), 0.032, 0.003))
    fate = chance.pick([92, 3, 5])
    family: Mask = (age >= 40) & (age < 65) & ~served & chance.share(0.004)
    crowd.put_option(
        "pension_category", "none", veteran=served & (fate == 0), disabled_soldier=served & (fate == 1),
        martyr_family=served & (fate == 2), conscript_family=family,
    )  # fmt: skip
    left = birthday(crowd["birth_date"], 20) + chance.between(0, 900)
    crowd.put("discharged_on", np.minimum(left, crowd.today), served & (fate < 2))
    since = chance.recent(crowd.today, 300, 700)
    crowd.record("benefits", "conscript_family", family, since, since + 730)
    helps = (age >= 14) & (age < 75) & chance.share(0.19)
    hours = np.minimum(np.exp(chance.rolls() * 4.2 + chance.rolls() * 2.4), 4000)
    crowd.put("volunteer_hours", np.where(helps, hours, 0).astype(np.int32))


def _bad_records(crowd: SyntheticPopulation) -> None:
    chance, adult = crowd.chance, crowd.age >= 18
    crowd.put("criminal_record", adult & chance.share(np.where(crowd.has_option("sex", "male"), 0.011, 0.002)))
    excluded = adult & chance.share(0.006)
    crowd.put("credit_exclusion", excluded)
    crowd.put_options(
        "restrictions", consumption=excluded & chance.share(0.8), market_entry=adult & chance.share(0.0006),
        legal_representative=excluded & chance.share(0.15),
        abnormal_operation=adult & chance.share(0.003), serious_violation=adult & chance.share(0.0005),
    )  # fmt: skip
