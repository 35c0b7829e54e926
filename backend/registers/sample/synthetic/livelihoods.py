"""Synthetic livelihoods: degrees, work, insurance, housing fund, tax, pensions."""

import numpy as np

from backend.registers.sample.synthetic.builder import SyntheticPopulation
from backend.registers.sample.synthetic.random_draws import Array, Mask, birthday, calendar, ordinals

MONTH = 30.44  # days
INSURANCE_BEGAN = ordinals(1992, 8, 1)
LEVELS = (  # by age group and hukou: up to senior middle school, junior college, bachelor, master, doctor
    (1, 0, 0, 0, 0), (1, 0, 0, 0, 0),  # under 18
    (55, 22, 22, 1, 0), (68, 20, 12, 0, 0),  # 18 to 24
    (18, 24, 42, 14, 2), (46, 28, 22, 4, 0),  # 25 to 44
    (48, 25, 22, 4.5, 0.5), (72, 16, 11, 1, 0),  # 45 to 59
    (76, 13, 10, 1, 0), (86, 8, 6, 0, 0),  # 60 and over
)  # fmt: skip
SINCE_SCHOOL = np.array([18, 21, 22, 25, 28])  # usual age at the end of each level
RETIREMENT = {"male": 60, "female": 55}
EMPLOYED, UNEMPLOYED, SELF_EMPLOYED, RETIRED, STUDENT = range(5)  # the order of the dictionary's options


def draw(crowd: SyntheticPopulation) -> None:
    """Draw education, work and what follows from it."""
    _education(crowd)
    _work(crowd)
    _insurance(crowd)
    _unemployment(crowd)
    _skills(crowd)
    _housing_fund(crowd)


def age_group(crowd: SyntheticPopulation) -> Array:
    """Return age groups 0 to 4: under 18, 18 to 24, 25 to 44, 45 to 59, 60 and over."""
    return np.searchsorted([18, 25, 45, 60], crowd.age, side="right")


def _education(crowd: SyntheticPopulation) -> None:
    chance, local = crowd.chance, crowd["hukou_record_found"]
    level = chance.pick_by(age_group(crowd) * 2 + ~local, LEVELS)
    year, _, _ = calendar(crowd["birth_date"])
    finished = ordinals(year + SINCE_SCHOOL[level] + chance.pick([70, 20, 7, 3]), 6, chance.between(10, 30))
    level = np.where(finished > crowd.today, 0, level)
    studied = level > 0
    crowd.put("degree_level", level + 1)
    crowd.put("graduated_on", finished, studied)
    confirmed = studied & chance.share(0.95)
    crowd.put("degree_confirmed", confirmed)
    awarded = confirmed & chance.share(0.97)
    names = {"bachelor": 2, "master": 3, "doctor": 4}
    crowd.put_option("degree", "none", **{name: awarded & (level == at) for name, at in names.items()})
    mode = chance.pick([80, 17, 3])
    crowd.put_option("study_mode", "full_time", studied, part_time=mode == 1, overseas=(mode == 2) & (level >= 2))


def _work(crowd: SyntheticPopulation) -> None:
    """Draw work: students until they finish, then employed until retirement."""
    chance, age, local = crowd.chance, crowd.age, crowd["hukou_record_found"]
    retiring = np.where(crowd.has_option("sex", "female"), RETIREMENT["female"], RETIREMENT["male"])
    retired = (age >= retiring) & chance.share(np.where(age >= retiring + 5, 0.97, 0.85))
    student = (age < 16) | ((age < 23) & ~crowd.known("graduated_on") & chance.share(np.where(age < 19, 0.85, 0.45)))
    state = np.where(chance.share(np.where(local, 0.12, 0.16)), SELF_EMPLOYED, EMPLOYED)
    state = np.where(chance.share(np.where(local, 0.055, 0.035)), UNEMPLOYED, state)
    state = np.where(student, STUDENT, np.where(retired, RETIRED, state))
    crowd.put("employment_status", np.where(crowd["alive"], state, RETIRED))


def _insurance(crowd: SyntheticPopulation) -> None:
    """Draw insured months: total, of the last two years, and consecutive."""
    chance, state, today = crowd.chance, crowd["employment_status"], crowd.today
    insured = crowd["alive"] & chance.share(np.array([0.93, 0.0, 0.35, 0.0, 0.0])[state])
    working_years = np.clip(crowd.age - 20, 0, 38)
    since = chance.recent(today, 3000, (working_years * 365).clip(min=45))
    once = insured | ((crowd.age >= 23) & chance.share(np.array([0.6, 0.9, 0.55, 0.8, 0.05])[state]))
    since = np.where(insured | (state == UNEMPLOYED), since, since - chance.between(400, 4000))
    since = np.maximum(since, INSURANCE_BEGAN)
    months = ((today - since) / MONTH).astype(np.int32)
    broken = chance.share(0.3)
    part = np.where(broken, chance.rolls() ** 1.5, 1)
    gap = np.where(insured, np.where(broken, chance.between(1, 6), 0), chance.between(1, 30))
    total = (months - gap).clip(min=1)
    running = (total * part).astype(np.int32)
    recent = np.where(insured, np.minimum(24, total), np.where(state == UNEMPLOYED, np.minimum(24 - gap, total), 0))
    crowd.put("insurance_record_found", once)
    crowd.put("insured_now", insured)
    crowd.put("insured_since", since, once)
    crowd.put("insured_months_running", np.where(insured, running, 0))
    crowd.put("insured_months_in_24", np.where(once, recent.clip(min=0), 0))
    crowd.put("insured_months_total", np.where(once, total, 0))
    crowd.put("medical_insurance_found", insured | chance.share(np.where(crowd["hukou_record_found"], 0.96, 0.35)))
    crowd.put("employer_record_matches", insured & (state == EMPLOYED) & chance.share(0.97))
    drawing = (state == RETIRED) & once & chance.share(0.94)
    crowd.put_option("pension_status", "none", drawing=drawing & crowd["alive"], suspended=drawing & ~crowd["alive"])
    female = crowd.has_option("sex", "female")
    began = [birthday(crowd["birth_date"], RETIREMENT[sex]) for sex in ("female", "male")]
    crowd.put("pension_since", np.where(female, *began), drawing)
    crowd.put("tax_record_found", once & (crowd.age >= 20) & chance.share(np.where(insured, 0.9, 0.45)))


def _unemployment(crowd: SyntheticPopulation) -> None:
    chance, out = crowd.chance, crowd.has_option("employment_status", "unemployed")
    registered = out & chance.share(0.4)
    crowd.put("unemployment_registered", registered)
    crowd.put("employment_record_found", (crowd["insurance_record_found"] & chance.share(0.93)) | registered)
    lost = chance.recent(crowd.today, 200, 700)
    claims = registered & (crowd["insured_months_total"] >= 12) & chance.share(0.6)
    crowd.record("benefits", "unemployment_benefit", claims, lost, lost + chance.between(90, 720))


def _skills(crowd: SyntheticPopulation) -> None:
    chance, insured = crowd.chance, crowd["insured_now"]
    confirmed = insured & chance.share(0.07)
    claimed = confirmed & chance.share(0.4)
    crowd.put("skill_certificate_confirmed", confirmed)
    crowd.put("skill_subsidy_claimed", claimed)
    paid = chance.recent(crowd.today, 500, 2000)
    crowd.record("benefits", "skill_subsidy", claimed, paid, paid)


def _housing_fund(crowd: SyntheticPopulation) -> None:
    chance, insured = crowd.chance, crowd["insured_now"]
    normal: Mask = insured & chance.share(0.88)
    left = crowd["insurance_record_found"] & ~insured & chance.share(0.5)
    crowd.put_option("housing_fund_account", "none", normal=normal, sealed=left, frozen=normal & chance.share(0.002))
    withdrew = normal & chance.share(0.42)
    crowd.put("housing_fund_last_withdrawal", chance.recent(crowd.today, 220, 2500), withdrew)
    crowd.put("housing_fund_loan", normal & chance.share(np.interp(crowd.age, [22, 30, 40, 60], [0.0, 0.16, 0.3, 0.2])))
