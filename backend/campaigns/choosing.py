"""The attributes that may choose the audience of a campaign; how each is compared is said by `rules.slots`."""

from functools import cache

from backend.registers.attributes import attributes
from backend.rules.types import Dictionary

CHOOSING = (
    "age", "sex", "hukou", "hukou_since", "residence_registered_on", "residence_permit", "residence_permit_anniversary", "id_card_valid_until",
    "marital_status", "married_on", "child_birth_date", "child_age", "enrolled_kindergarten", "vaccinations_complete", "degree_level",
    "graduated_on", "employment_status", "insured_now", "medical_insurance_found", "pension_status", "housing_fund_account",
    "discharged_on", "property_count", "vehicle_registered", "vehicle_inspection_until", "volunteer_hours",
)  # fmt: skip
"""What may choose people: groups and events of a life. Numbers that one person alone has, and what a form says, aren't among it."""


@cache
def choosing_attributes() -> Dictionary:
    """Return the attributes that may choose people, by name; a sensitive one never does."""
    return {name: attributes()[name] for name in CHOOSING if attributes()[name].sensitivity != "sensitive"}
