"""Synthetic families: marriage, children, home, car."""

import numpy as np

from backend.registers.sample.synthetic.builder import SyntheticPopulation
from backend.registers.sample.synthetic.random_draws import Array, Mask, birthday

LAWFUL_AGE = {"male": 22, "female": 20}


def draw(crowd: SyntheticPopulation) -> None:
    """Draw marriage, children, home and car."""
    _marriage(crowd)
    _children(crowd)
    _expecting(crowd)
    _home(crowd)
    _car(crowd)


def _marriage(crowd: SyntheticPopulation) -> None:
    chance, age = crowd.chance, crowd.age
    lawful = np.where(crowd.has_option("sex", "female"), LAWFUL_AGE["female"], LAWFUL_AGE["male"])
    part = np.interp(age, [20, 24, 28, 33, 40, 60], [0.01, 0.12, 0.45, 0.78, 0.92, 0.97])
    once = (age >= lawful) & chance.share(part)
    divorced = once & chance.share(np.interp(age, [22, 35, 50, 70], [0.01, 0.07, 0.11, 0.06]))
    widowed = once & ~divorced & chance.share(np.interp(age, [50, 65, 75, 85, 95], [0.005, 0.06, 0.2, 0.48, 0.75]))
    married = once & ~divorced & ~widowed
    crowd.put_option("marital_status", "single", married=married, divorced=divorced, widowed=widowed)
    earliest = birthday(crowd["birth_date"], lawful)
    usual = crowd["birth_date"] + chance.between(24 * 365, 33 * 365)
    crowd.put("married_on", np.clip(usual, earliest, np.maximum(crowd.today - 20, earliest)), married)
    crowd.put("marriage_searched", chance.share(0.997))


def _children(crowd: SyntheticPopulation) -> None:
    """Draw children: the youngest in the columns, up to two as records by birth."""
    chance, age = crowd.chance, crowd.age
    married = ~crowd.has_option("marital_status", "single")
    parent = married & (age >= 23) & chance.share(np.interp(age, [23, 28, 33, 40, 60], [0.3, 0.45, 0.76, 0.9, 0.95]))
    first = np.minimum(crowd["birth_date"] + chance.between(23 * 365, 36 * 365), crowd.today - chance.between(1, 400))
    second = first + chance.between(500, 2200)
    two = parent & (second < crowd.today) & chance.share(0.38)
    youngest = np.where(two, second, first)
    crowd.put("child_birth_date", youngest, parent)
    crowd.record("children", "born", parent, first)
    crowd.record("children", "adopted", parent & chance.share(0.002), first + 400)
    years = (crowd.today - youngest) / 365.25
    in_kindergarten = parent & (years >= 3) & (years < 6.7) & chance.share(0.86)
    crowd.put("enrolled_kindergarten", in_kindergarten)
    claimed = in_kindergarten & chance.share(0.55)
    crowd.put("child_subsidy_this_year", claimed)
    crowd.record("benefits", "child_growth_subsidy", claimed, _this_autumn(crowd))
    crowd.put("vaccinations_complete", chance.share(0.94), parent & (years < 7))


def _this_autumn(crowd: SyntheticPopulation) -> Array:
    return crowd.today - crowd.chance.between(5, 80)


def _expecting(crowd: SyntheticPopulation) -> None:
    chance, age = crowd.chance, crowd.age
    fertile = crowd.has_option("sex", "female") & crowd["alive"] & (age >= 22) & (age <= 42)
    expecting = fertile & chance.share(np.where(crowd.has_option("marital_status", "married"), 0.055, 0.004))
    crowd.put("pregnancy_due_on", crowd.today + chance.between(3, 250), expecting)
    crowd.put("birth_registration_found", (expecting & chance.share(0.75)) | (fertile & chance.share(0.05)))


def _home(crowd: SyntheticPopulation) -> None:
    chance, age, local = crowd.chance, crowd.age, crowd["hukou_record_found"]
    part = np.interp(age, [18, 25, 32, 40, 55, 80], [0.01, 0.06, 0.32, 0.5, 0.62, 0.6]) * np.where(local, 1.0, 0.28)
    owns: Mask = (age >= 18) & chance.share(part)
    crowd.put("property_searched", chance.share(0.997))
    crowd.put("property_count", np.where(owns, 1 + chance.pick([82, 14, 3, 1]), 0))
    waits = local & ~owns & (age >= 18) & chance.share(0.035)
    crowd.put("rental_queue_number", chance.between(1, 60_000), waits)
    helped = local & ~owns & (age >= 25) & chance.share(0.05)
    since = chance.recent(crowd.today, 1500, 6000)
    crowd.record("benefits", "housing_subsidy", helped, since, since + chance.between(365, 4000))
    skilled = (crowd["degree_level"] >= 3) & local & (age < 42) & chance.share(0.3)
    paid = np.minimum(crowd["graduated_on"] + chance.between(60, 900), crowd.today - 30)
    crowd.record("benefits", "talent_subsidy", skilled & crowd.known("graduated_on"), paid, paid)


def _car(crowd: SyntheticPopulation) -> None:
    chance, age = crowd.chance, crowd.age
    drives = (age >= 18) & (age < 78) & chance.share(np.interp(age, [18, 24, 32, 50, 70], [0.08, 0.42, 0.6, 0.5, 0.2]))
    owns = drives & chance.share(np.interp(age, [20, 30, 45, 65], [0.08, 0.38, 0.55, 0.35]))
    crowd.put("vehicle_registered", owns)
    crowd.put("vehicle_inspection_until", crowd.today + chance.between(-70, 730), owns)
    got = birthday(crowd["birth_date"], 18) + chance.between(30, 3000)
    got = np.minimum(got, crowd.today - 10)
    long = (crowd.today - got) > 16 * 365
    crowd.record("licences", "driving", drives, got, np.where(long, crowd.today + 4000, got + 3652 + 3652))
