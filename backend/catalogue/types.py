"""What a service is: the words, papers, steps, limits and questions that a resident reads before applying."""

from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct

ItemType = Literal["行政许可", "行政给付", "行政确认", "行政奖励", "其他行政权力", "公共服务"]
ITEM_TYPES: dict[ItemType, str] = {
    "行政许可": "01", "行政给付": "05", "行政确认": "07", "行政奖励": "08", "其他行政权力": "10", "公共服务": "20",
}  # fmt: skip
"""The two digits of each type, as the national list has them and as they stand in our codes."""
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
"""Which places a question of kind `division` offers: streets, communities, or every province with the district's own streets."""
Register = Literal[
    "population",
    "civil_affairs",
    "education",
    "social_insurance",
    "housing_fund",
    "disability",
    "police_record",
    "credit",
    "property",
    "marriage",
    "health",
    "market",
    "tax",
    "veterans",
    "volunteer",
    "licences",
]
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
"""Whose paper it is: of whose affair it is, or (also) somebody else's, such as parents' or a landlord's."""
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
"""Answers that several forms ask for under one name and that no register gives: an answer given once can be offered again."""


Effect = Literal["pays", "discloses", "changes_contact", "binds", "none"]
"""What a service does to somebody's affairs (see `effects`): money goes out; facts about a person are shown; the phone,
address or delivery on record changes; a right, status or commitment begins or ends; or nothing of the kind."""
HelperLimit = Literal["", "none", "see", "prepare", "consent", "submit"]
"""The highest power that a helper may have in a service; "": follows from its effects (see `delegation.powers`)."""
Moves = Literal["account", "contact", "delivery", "nothing"]
"""What an answer redirects: the money, the phone or address on record, something sent out; or nothing."""


class ServicePart(Struct, frozen=True, forbid_unknown_fields=True):
    """What every part of a service has in common: immutable, named, nothing unknown."""


class TimeLimit(ServicePart, frozen=True, kw_only=True):
    """How long it takes: the promise and, where a law says so, the statutory limit."""

    promised: int
    promised_unit: Unit = "working_day"
    statutory: int | None = None
    statutory_unit: Unit = "working_day"
    note: str = ""


class Fee(ServicePart, frozen=True, kw_only=True):
    """What it costs; a charge names its standard and its basis."""

    charged: bool = False
    says: str = "不收费"
    standard: str = ""
    basis: str = ""


class Result(ServicePart, frozen=True, kw_only=True):
    """What the applicant holds in the end."""

    name: str
    kind: Literal["licence", "certificate", "decision", "payment", "record", "booking", "answer"]
    says: str
    payout: str = ""  # how the money comes where the form asks for no account


class Granting(ServicePart, frozen=True, kw_only=True):
    """What an approval gives for longer than a day: a benefit or a right of one kind, of which a person holds one at a time.

    Services may share a kind: one begins it, another changes or confirms it. `per` names the question whose answer tells
    one object from another (a child, a shop), where a person may hold one for each.
    """

    kind: str
    name: str
    runs: Literal["month", "once", "right"]
    does: Literal["begins", "changes", "confirms"] = "begins"
    per: str = ""


class Channels(ServicePart, frozen=True, kw_only=True):
    """Where it can be done, how often one must come, and why."""

    app: bool = True
    kiosk: bool = False
    counter: bool = True
    visits: int = 0
    visit_reason: str = ""


class RequiredMaterial(ServicePart, frozen=True, kw_only=True):
    """A paper to hand in: what it is, who issues it, where to get it, whether the government already has it."""

    key: str
    name: str
    what: str
    issuer: str
    where: str
    sample: str
    held_by: Register | None = None
    required: bool = True
    only_if: str = ""
    later: bool = False
    original: bool = False
    document: DocumentClass = "other"
    owner: Owner = "other"
    checks: tuple[str, ...] = ()
    valid_months: int | None = None


class ProcedureStep(ServicePart, frozen=True, kw_only=True):
    """One step of the way, and whose turn it is."""

    name: str
    who: str
    says: str


class AnswerOption(ServicePart, frozen=True, kw_only=True):
    """One choice of a form field."""

    value: str
    label: str


class When(ServicePart, frozen=True, kw_only=True):
    """A field is asked only when an earlier field has one of these values."""

    field: str
    one_of: tuple[str, ...]


class FormField(ServicePart, frozen=True, kw_only=True):
    """One question of the form, in words a resident understands."""

    key: str
    kind: FieldKind
    label: str
    hint: str = ""
    required: bool = True
    options: tuple[AnswerOption, ...] = ()
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    reach: Reach = "community"  # of a division: what there is to choose from
    prefill: str = ""
    when: When | None = None
    section: str = ""
    purpose: str = ""
    moves: Moves | None = None  # nothing written: a bank account moves the money, other answers move nothing
    holder: Literal["applicant", "another"] = (
        "applicant"  # of a bank account: whose; another is a child or an organisation
    )


class FrequentQuestion(ServicePart, frozen=True, kw_only=True):
    """A question people really ask, with its answer."""

    q: str
    a: str


class LegalBasis(ServicePart, frozen=True, kw_only=True):
    """A legal source that the facts page names; never invented."""

    name: str
    article: str = ""
    says: str
    mark: Mark = "verified"


class Elsewhere(ServicePart, frozen=True, kw_only=True):
    """The system of another body in which this service is really done."""

    system: str
    operator: str
    says: str
    how: str


class Service(ServicePart, frozen=True, kw_only=True):
    """One of the things a resident can ask of the district (事项)."""

    code: str
    name: str
    name_en: str
    purpose: str
    purpose_en: str
    department: str
    item_type: ItemType
    audience: Audience
    handling: Handling
    zero_trip: bool
    printable: bool = False
    effects: tuple[Effect, ...] = ()
    helper: HelperLimit = ""
    confidence: Literal["verified", "general", "uncertain"]
    aliases: tuple[str, ...]
    life_events: tuple[LifeEvent, ...] = ()
    groups: tuple[Group, ...] = ()
    related: tuple[str, ...] = ()
    review_by: date
    who: tuple[str, ...]
    not_who: tuple[str, ...] = ()
    limit: TimeLimit
    fee: Fee = Fee()
    result: Result
    grants: Granting | None = None
    channels: Channels
    material: tuple[RequiredMaterial, ...] = ()
    step: tuple[ProcedureStep, ...]
    field: tuple[FormField, ...] = ()
    question: tuple[FrequentQuestion, ...]
    legal: tuple[LegalBasis, ...] = ()
    elsewhere: Elsewhere | None = None
    provenance: dict[str, Mark] = msgspec.field(default_factory=dict)


class Category(ServicePart, frozen=True, kw_only=True):
    """One of the 15 categories, in display order."""

    number: int
    key: str
    name: str
    name_en: str
    says: str
    icon: str


class Department(ServicePart, frozen=True, kw_only=True):
    """One of the 34 bodies that the services belong to."""

    key: str
    name: str
    name_en: str
    kind: Literal["district", "mass_organisation", "municipal_branch", "national_branch", "street_office"]
    division: str
    later_name: str = ""
    confidence: Literal["verified", "general", "uncertain"]
