"""Closed vocabularies of a service: the only values that its fields of these kinds may take.

A service file, an editor's form or an exchange table with another value is refused.
"""

from typing import Literal

ItemType = Literal["行政许可", "行政给付", "行政确认", "行政奖励", "其他行政权力", "公共服务"]
ITEM_TYPES: dict[ItemType, str] = {
    "行政许可": "01", "行政给付": "05", "行政确认": "07", "行政奖励": "08", "其他行政权力": "10", "公共服务": "20",
}  # fmt: skip
"""Two-digit code of each item type in the national item list (政务服务事项); also part of our service codes."""
LICENCE: ItemType = "行政许可"
CONFIRMATION: ItemType = "行政确认"
FREE = "不收费"
"""What a service says of its fee where nothing is said."""
Audience = Literal["individual", "enterprise", "both"]
Handling = Literal["instant", "same_day", "promised"]
Unit = Literal["working_day", "calendar_day"]
Mark = Literal["verified", "general", "proposal"]
LifeEvent = Literal[
    "birth", "school", "work", "marriage", "home", "startup", "retirement", "illness", "settling", "travel", "farewell"
]
Group = Literal[
    "elderly",
    "disabled",
    "low_income",
    "children",
    "parents",
    "graduates",
    "talent",
    "newcomers",
    "jobseekers",
    "entrepreneurs",
    "enterprises",
    "veterans",
    "hk_mo_tw",
    "foreigners",
    "tenants",
    "owners",
    "carers",
]
FieldKind = Literal[
    "text",
    "textarea",
    "number",
    "money",
    "date",
    "month",
    "choice",
    "choices",
    "yes_no",
    "phone",
    "email",
    "person_name",
    "id_number",
    "credit_code",
    "address",
    "division",
    "bank_account",
    "plate",
]
Reach = Literal["street", "community", "country"]
"""Choices of a form field of kind `division`: streets, communities, or all provinces plus the streets of the district."""
DocumentClass = Literal[
    "id_card_front",
    "id_card_back",
    "household_page",
    "residence_permit",
    "permanent_residence_card",
    "bank_card",
    "graduation_certificate",
    "business_licence",
    "lease",
    "disability_certificate",
    "birth_certificate",
    "photo",
    "form",
    "other",
]
CheckName = Literal[
    "sharp",
    "not_dark",
    "no_glare",
    "complete",
    "right_class",
    "fields_readable",
    "checksum",
    "not_expired",
    "issued_within",
    "agrees_with_profile",
    "agrees_with_form",
    "amount",
    "page_count",
    "seal_present",
    "same_person",
]
Owner = Literal["applicant", "other"]
"""Person named on a material: the principal, or (also) another person such as a parent or a landlord."""
SharedAnswer = Literal[
    "child_name",
    "company_name",
    "credit_code",
    "disability_number",
    "employer_name",
    "licence_number",
    "residence_permit_number",
    "spouse_name",
    "university",
]
"""Form fields with one meaning in several services and no register as source: an earlier answer is offered as prefill."""
KIND_OF_PAPER = "paper_kind"
"""Prefill of the question for the kind of identity paper: `card` where the number of an identity card is known."""
Effect = Literal["pays", "discloses", "changes_contact", "binds", "none"]
"""Consequence of a service (see `effects`): pays money; discloses facts about a person; changes the phone, address or
delivery on record; begins or ends a right, status or commitment; or none of these."""
HelperLimit = Literal["", "none", "see", "prepare", "consent", "submit"]
"""Highest power of a helper in a service; "" means: derived from its effects (see `delegation.powers`)."""
Moves = Literal["account", "contact", "delivery", "nothing"]
"""Target that an answer changes: the payee account, the phone or address on record, a delivery, or nothing."""
