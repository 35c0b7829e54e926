"""Types of a service (事项): texts, required materials, procedure, time limits and form; read from one TOML file each."""

from datetime import date
from typing import Literal

import msgspec

from backend.catalogue.announcements import Announcement
from backend.catalogue.applicant_deadlines import Deadline
from backend.catalogue.service_part import ServicePart
from backend.catalogue.service_status import ServiceStatus
from backend.catalogue.vocabulary import (
    FREE,
    Audience,
    DocumentClass,
    Effect,
    FieldKind,
    Group,
    Handling,
    HelperLimit,
    ItemType,
    LifeEvent,
    Mark,
    Moves,
    Owner,
    Reach,
    Unit,
)
from backend.rules.types import Register


class TimeLimit(ServicePart, frozen=True, kw_only=True):
    """Processing time: the promised limit and, where a law sets one, the statutory limit."""

    promised: int
    promised_unit: Unit = "working_day"
    statutory: int | None = None
    statutory_unit: Unit = "working_day"
    note: str = ""


class Fee(ServicePart, frozen=True, kw_only=True):
    """Fee of a service; a charged one names its tariff (`standard`) and legal basis."""

    charged: bool = False
    says: str = FREE
    standard: str = ""
    basis: str = ""


class Result(ServicePart, frozen=True, kw_only=True):
    """Result that the applicant receives, for example a licence or a payment."""

    name: str
    kind: Literal["licence", "certificate", "decision", "payment", "record", "booking", "answer"]
    says: str
    payout: str = ""  # how the money comes where the form asks for no account


class GrantDefinition(ServicePart, frozen=True, kw_only=True):
    """Lasting grant (待遇) that an approval creates: a benefit or right of one kind; a person holds one of a kind at a time.

    Services may share a kind: one begins the grant, another changes or confirms it. Where a person may hold one for each
    object (child, shop), `per` names the form field that identifies the object.
    """

    kind: str
    name: str
    runs: Literal["month", "once", "right"]
    does: Literal["begins", "changes", "confirms"] = "begins"
    per: str = ""


class OfferTerms(ServicePart, frozen=True, kw_only=True):
    """Terms of an offer (主动推送办理) to residents who are about to reach an age: a yes to it is an application for that day.

    `text` is the key of the message in `backend/offers/messages.toml`. `by_law`: a law itself orders that people are asked, so that
    no consent to personalised messages is needed, only the switch. `commissioned`: may people without an account be asked too,
    because the owner of a register wants it (`backend.offers.commissioned`)?
    """

    text: str
    age: int
    months_before: int
    by_law: bool = False
    commissioned: bool = False


class Channels(ServicePart, frozen=True, kw_only=True):
    """Channels through which one can apply, and the number of visits in person with their reason.

    `counter_at`: office whose counter it is, such as 公证处, where that isn't the department in charge.
    """

    app: bool = True
    kiosk: bool = False
    counter: bool = True
    counter_at: str = ""
    visits: int = 0
    visit_reason: str = ""


class RequiredMaterial(ServicePart, frozen=True, kw_only=True):
    """Material to hand in: description, issuer, and the register that already holds it, if any (`held_by`).

    `paper`: key of the shared description that it takes over, as far as the service file says nothing else.
    `signs`: the text that may be signed on the page instead of handing in a photo, "" where a photo is needed.
    """

    key: str
    paper: str = ""
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
    signs: str = ""

    @property
    def from_register(self) -> bool:
        """True if `held_by` is asked about a proven applicant instead of a photo; an original is still brought to the visit."""
        return self.held_by is not None and self.required


class ProcedureStep(ServicePart, frozen=True, kw_only=True):
    """Step of the procedure as residents read it, with who acts in it."""

    name: str
    who: str
    says: str


class AnswerOption(ServicePart, frozen=True, kw_only=True):
    """Choice of a form field."""

    value: str
    label: str


class When(ServicePart, frozen=True, kw_only=True):
    """Condition of a form field: shown only if an earlier field has one of these values."""

    field: str
    one_of: tuple[str, ...]


class FormField(ServicePart, frozen=True, kw_only=True):
    """Field of the application form, labelled in words that residents understand."""

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
    """Frequently asked question (`q`) with its answer (`a`)."""

    q: str
    a: str


class LegalBasis(ServicePart, frozen=True, kw_only=True):
    """Legal basis of a service: title or number of a law in `laws.toml`."""

    name: str
    article: str = ""
    says: str
    mark: Mark = "verified"


class ExternalSystem(ServicePart, frozen=True, kw_only=True):
    """External system of another body in which the service is processed."""

    system: str
    operator: str
    says: str
    how: str


class Service(ServicePart, frozen=True, kw_only=True):
    """Service (事项) that residents can apply for; 212 of them, each versioned by date."""

    code: str
    name: str
    name_en: str
    purpose: str
    purpose_en: str
    purpose_elder: str = ""  # the purpose in few words, for elder mode; empty: as `purpose` says it
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
    checked_on: date | None = None  # when its whole content was last read against its sources
    review_by: date
    who: tuple[str, ...]
    not_who: tuple[str, ...] = ()
    limit: TimeLimit
    fee: Fee = Fee()
    result: Result
    grants: GrantDefinition | None = None
    offer: OfferTerms | None = None
    channels: Channels
    material: tuple[RequiredMaterial, ...] = ()
    step: tuple[ProcedureStep, ...]
    field: tuple[FormField, ...] = ()
    question: tuple[FrequentQuestion, ...]
    deadline: tuple[Deadline, ...] = ()
    announce: tuple[Announcement, ...] = ()
    legal: tuple[LegalBasis, ...] = ()
    elsewhere: ExternalSystem | None = None
    status: ServiceStatus = ServiceStatus()
    provenance: dict[str, str] = msgspec.field(default_factory=dict)  # place -> source, see `sources`

    @property
    def applied_here(self) -> bool:
        """True if the service is in force and processed here, so that an application can be begun."""
        return self.elsewhere is None and self.status.state == "in_force"


class Category(ServicePart, frozen=True, kw_only=True):
    """Category of services; 15 of them, displayed in order of `number`."""

    number: int
    key: str
    name: str
    name_en: str
    says: str
    icon: str


class Department(ServicePart, frozen=True, kw_only=True):
    """Body responsible for services, by today's name; 34 of them. `former_name`: as it was called until `renamed_in`."""

    key: str
    name: str
    name_en: str
    kind: Literal["district", "mass_organisation", "municipal_branch", "national_branch", "street_office"]
    division: str
    former_name: str = ""
    renamed_in: int | None = None
    confidence: Literal["verified", "general", "uncertain"]
