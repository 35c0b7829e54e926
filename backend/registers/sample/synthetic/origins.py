"""Synthetic origins: age, sex, hukou, street, residence registration."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from backend.registers.sample.synthetic.builder import SyntheticPopulation
from backend.registers.sample.synthetic.random_draws import Mask, birthday, line, ordinals

SHARES = Path(__file__).with_name("shares.toml")
COMMUNITIES = Path(__file__).with_name("communities.toml")
FOREVER = (2099, 12, 31)  # an identity card without end
LONGEST_REGISTERED = 6500  # days since anybody could register where they live


@cache
def shares() -> Mapping[str, Mapping[str, float]]:
    """Read the distributions: ages, hukou, streets, places of origin."""
    return tomllib.loads(SHARES.read_text("utf-8"))


@cache
def communities() -> Mapping[str, list[str]]:
    """Return the community codes per street, as of 2023."""
    found: Mapping[str, list[str]] = tomllib.loads(COMMUNITIES.read_text("utf-8"))
    return found


def draw(crowd: SyntheticPopulation) -> None:
    """Draw identity and residence."""
    _birth(crowd)
    _life(crowd)
    local, foreign = _hukou(crowd)
    _address(crowd, local)
    _moves(crowd, local, foreign)
    _residence(crowd, local)
    _papers(crowd)


def _birth(crowd: SyntheticPopulation) -> None:
    ages = np.arange(105)
    age = crowd.chance.pick(list(line(shares()["ages"], ages)))
    today = np.full(crowd.size, crowd.today, np.int32)
    youngest = birthday(today, -age)  # whose birthday is today
    crowd.put("birth_date", youngest - crowd.chance.between(np.zeros(crowd.size, np.int32), np.full(crowd.size, 364)))
    female = np.interp(crowd.age, [0, 20, 40, 65, 80, 95], [0.46, 0.47, 0.48, 0.52, 0.57, 0.66])
    crowd.put_option("sex", "male", female=crowd.chance.share(female))


def _life(crowd: SyntheticPopulation) -> None:
    """Draw deaths: the register holds those of the last half year."""
    hazard = np.interp(crowd.age, [0, 50, 65, 75, 85, 95, 104], [0.0001, 0.0008, 0.003, 0.009, 0.035, 0.09, 0.15])
    died = crowd.chance.share(hazard)
    died_on = np.maximum(crowd.today - crowd.chance.between(1, 182), crowd["birth_date"])
    crowd.put("alive", ~died)
    crowd.put("died_on", died_on, died)
    cremated_on = np.minimum(died_on + crowd.chance.between(2, 6), crowd.today)
    crowd.put("cremated_on", cremated_on, died & crowd.chance.share(0.97))


def _hukou(crowd: SyntheticPopulation) -> tuple[Mask, Mask]:
    """Draw who has Shenzhen hukou, and who none (from outside the mainland)."""
    chance, local = crowd.chance, crowd.chance.share(line(shares()["local"], crowd.age))
    foreign = ~local & chance.share(0.016)
    streets, city, elsewhere = (shares()[name] for name in ("streets", "city", "elsewhere"))
    codes = [*streets, *city, *elsewhere]
    place = len(streets) + len(city) + chance.pick(list(elsewhere.values()))
    futian = local & chance.share(0.93)
    in_city = len(streets) + chance.pick(list(city.values()))
    place = np.where(futian, chance.pick(list(streets.values())), np.where(local, in_city, place))
    crowd.put_place("hukou", place, codes, ~foreign)
    crowd.put_place("hukou_street", place, codes, ~foreign)
    crowd.put("hukou_record_found", local)
    before = len(streets) + len(city) + chance.pick(list(elsewhere.values()))
    before = np.where(chance.share(0.2), in_city, before)
    native = local & chance.share(np.interp(crowd.age, [0, 10, 20, 40, 60], [0.9, 0.8, 0.45, 0.12, 0.04]))
    crowd.put_place("previous_hukou", before, codes, local & ~native)
    since = chance.recent(crowd.today, 3600, crowd.today - crowd["birth_date"])
    since = np.where(native | ~local, crowd["birth_date"] + 20, since)
    crowd.put("hukou_since", np.minimum(since, crowd.today), ~foreign)
    return local, foreign


def _address(crowd: SyntheticPopulation, local: Mask) -> None:
    """Draw addresses: most people with local hukou live in its street; all live in Futian."""
    streets = list(shares()["streets"])
    hukou = crowd["hukou"]
    vocabulary = np.array(crowd.vocabulary("hukou"))
    own = np.array([streets.index(code) if code in streets else -1 for code in vocabulary])[hukou]
    stays = (own >= 0) & crowd.chance.share(0.72)
    street = np.where(stays, own, crowd.chance.pick(list(shares()["streets"].values())))
    codes = [code for name in streets for code in communities()[name]]
    counts = np.array([len(communities()[name]) for name in streets])
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    within = (crowd.chance.rolls() ** 1.35 * counts[street]).astype(np.int32)
    crowd.put_place("address_division", first[street] + within, codes)
    crowd.put("community_matches", crowd.chance.share(np.where(local, 0.97, 0.92)))


def _moves(crowd: SyntheticPopulation, local: Mask, foreign: Mask) -> None:
    chance = crowd.chance
    left = ~local & ~foreign & chance.share(0.006)
    crowd.put("moved_out_on", chance.recent(crowd.today, 900, crowd.today - crowd["birth_date"]), left)
    crowd.put("hukou_district_changed", local & chance.share(0.008))


def _residence(crowd: SyntheticPopulation, local: Mask) -> None:
    """Draw residence registration of people without local hukou; permits after one year, endorsed yearly."""
    chance, today = crowd.chance, crowd.today
    registered = ~local & chance.share(0.9)
    since = chance.recent(today, 1500, np.minimum(today - crowd["birth_date"], LONGEST_REGISTERED))
    crowd.put("residence_registered_on", since, registered)
    crowd.put("residence_registration_valid", registered & chance.share(0.94))
    crowd.put("dwelling_code_found", chance.share(0.985))
    crowd.put("dwelling_confirmed", (local | registered) & chance.share(0.95))
    crowd.put("registered_address_valid", (local | registered) & chance.share(0.93))
    permit = registered & (today - since > 400) & (crowd.age >= 16) & chance.share(0.7)
    fate = chance.pick([0.9, 0.07, 0.03])
    valid, suspended, cancelled = (permit & (fate == one) for one in range(3))
    crowd.put_option("residence_permit", "none", valid=valid, suspended=suspended, cancelled=cancelled)
    endorsed = today - chance.between(0, np.where(suspended, 700, 365))
    crowd.put("residence_permit_anniversary", endorsed, permit & ~cancelled)


def _papers(crowd: SyntheticPopulation) -> None:
    """Draw the validity of identity cards: ten years from 16, twenty from 26, unlimited from 46."""
    chance, age = crowd.chance, crowd.age
    long = (age >= 46) & chance.share(0.85)
    left = chance.between(-60, np.where(age < 16, 1826, np.where(age < 26, 3652, 7305)))
    until = np.where(long, ordinals(*FOREVER), crowd.today + left)
    crowd.put("id_card_valid_until", until, (age >= 1) & chance.share(0.99))
    crowd.put("exit_restricted", (age >= 18) & chance.share(0.003))
