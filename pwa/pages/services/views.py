"""One service at a glance: the four facts, links in its texts, and all that its page shows. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from markupsafe import Markup
from msgspec import Struct

from backend.catalogue.applicant_deadlines import Deadline
from backend.catalogue.laws import laws_by_id
from backend.catalogue.load import department_name, read_departments
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.service_points import ServicePoint, counters_of, points_of_kind
from backend.catalogue.sources import ClaimSource, laws_cited, source_of
from backend.catalogue.types import Category, Service
from backend.delegation.powers import highest
from backend.delegation.scope import offered
from backend.kit.messages.formats import clauses, listed
from backend.kit.messages.render import Messages
from backend.rules import wording
from backend.rules.rule import Rule, in_force
from pwa.pages.services import linked_data
from pwa.pages.services.browse import formerly
from pwa.pages.services.questions import questions
from pwa.views.claim_sources import SourceMark, SourceNote, source_mark, source_note
from pwa.views.grants import ExistingGrantNotice
from pwa.views.parts import StateTag, TextLink
from pwa.views.service_cards import category_of, tags

_messages = Messages.beside(__file__)
_words = _messages.words
LEGAL_LIMIT, RESPONSIBLE = _messages.take("legal-limit"), _messages.take("responsible")
GLANCE_TEXT, PLACE = _messages.texts("glance"), _messages.texts("place")

UNITS = _words("UNITS")
GLANCE, NOTE = 14, 30  # characters that are still read at a glance, and in the small line below
AUDIENCES = _words("AUDIENCES")


class GlanceFact(Struct, frozen=True):
    """One of the four facts of `ui.facts`."""

    label: str
    value: str
    note: str = ""


class ServicePage(Struct, frozen=True):
    """The page of one service. `pieces` cuts a text into pieces, names of other services being links; `linked`: safe JSON-LD."""

    service: Service
    department: str
    category: Category
    tags: list[StateTag]
    facts: list[GlanceFact]
    registers: Mapping[str, str]
    has_rule: bool
    pieces: Callable[[str], list[TextLink]]
    related: list[TextLink]
    proposed: bool
    linked: Markup
    helpable: bool
    existing_grant: ExistingGrantNotice | None
    source: Callable[..., SourceMark]
    urgent: list[Deadline]
    later: list[Deadline]
    leads_to: list[TextLink]
    laws: list[SourceNote]
    limit_said: str
    formerly: str
    places: list[str]
    responsibility: str
    looked_at: list[str]


def how_long(service: Service, instant: bool) -> GlanceFact:
    """Say how long it takes, as a promise, and what the law says where we know it."""
    if instant:
        return GlanceFact(GLANCE_TEXT("how_long"), GLANCE_TEXT("instant"), GLANCE_TEXT("instant_note"))
    limit = service.limit
    within = {"count": limit.promised, "unit": UNITS[limit.promised_unit]}
    value = GLANCE_TEXT("same_day") if limit.promised <= 1 else GLANCE_TEXT("within", **within)
    law = [] if limit.statutory is None else [statutory_limit(service).rstrip("。")]
    sample = [GLANCE_TEXT("sample")] if source_of(service, "limit.promised")[0].kind != "law" else []
    return GlanceFact(GLANCE_TEXT("how_long"), value, clauses(law + sample))


def former_name(key: str) -> str:
    """Say what the responsible department was called before; "" for streets and names that have stayed."""
    found = read_departments().get(key)
    return formerly(found) if found is not None else ""


def looked_at(rules: Sequence[Rule], on: date) -> list[str]:
    """List what the rule of a service looks at, in the rule's own words; [] without a rule."""
    rule = in_force(rules, on)
    return [] if rule is None else [requirement.says for requirement in rule.require]


def places(service: Service) -> Iterator[str]:
    """Say where one can go for a service in force; of no counter or terminal an address is known, so 12345 is named."""
    if not service.applied_here:
        return
    counters = counters_of(service)
    if service.department == "street":
        if counters:
            yield PLACE("street_counter", halls=len(counters), communities=len(points_of_kind("community")))
    else:
        yield from (counter(point, service.channels.counter_at or point.name) for point in counters)
    if service.channels.kiosk:
        yield PLACE("kiosk")


def counter(point: ServicePoint, office: str) -> str:
    """Say at which office a counter is; that nobody has confirmed its address, where nobody has, or the office is another one."""
    if not point.is_confirmed or office != point.name:
        return PLACE("counter", department=office)
    return PLACE(
        "counter_at", department=point.name, address=point.address, hours=point.hours or None, phone=point.phone or None
    )


def responsible(service: Service, department: str) -> str:
    """Say who answers for the content of a service, when it was last checked and when it is checked next."""
    if service.checked_on is None:
        return ""
    return RESPONSIBLE(department=department, checked=service.checked_on, next=service.review_by).text


def statutory_limit(service: Service) -> str:
    """Say what the law allows at most; "" where no law is known."""
    limit = service.limit
    return "" if limit.statutory is None else LEGAL_LIMIT(days=limit.statutory, unit=limit.statutory_unit).text


def facts(service: Service, instant: bool) -> list[GlanceFact]:
    """List what one wants to know first (GOV.UK pattern “check a service is suitable”)."""
    return [who(service), papers(service), how_long(service, instant), how_much(service)]


def who(service: Service) -> GlanceFact:
    """Say who may apply: in a few words if the first condition is short, else the audience with the condition below."""
    label = GLANCE_TEXT("who")
    if not service.who:
        return GlanceFact(label, GLANCE_TEXT("anybody"))
    first, others = short(service.who[0]), len(service.who) - 1
    if len(first) <= GLANCE:
        return GlanceFact(label, first, GLANCE_TEXT("more_conditions", count=others) if others else "")
    if len(first) <= NOTE:
        note = GLANCE_TEXT("first_condition", first=first, count=others or None)
    else:
        note = GLANCE_TEXT("conditions", count=others + 1) if others else GLANCE_TEXT("condition")
    return GlanceFact(label, AUDIENCES[service.audience], note)


def how_much(service: Service) -> GlanceFact:
    """Say what it costs, and whether one has to come."""
    number = service.channels.visits
    label, visits = GLANCE_TEXT("how_much"), GLANCE_TEXT("visits", count=number) if number else GLANCE_TEXT("no_visit")
    if len(service.fee.says) <= GLANCE:
        return GlanceFact(label, service.fee.says, visits)
    charged = GLANCE_TEXT("charged" if service.fee.charged else "free")
    return GlanceFact(label, charged, GLANCE_TEXT("fee", fee=service.fee.says, visits=visits))


def short(sentence: str) -> str:
    """Strip a sentence of what stands in brackets, and of its full stop."""
    head, _, rest = sentence.partition("（")
    return (head + rest.partition("）")[2]).rstrip("。；")


NOTHING_ASKED = {(True, False): "from_register", (True, True): "from_register_and_card", (False, True): "bring_card"}


def papers(service: Service) -> GlanceFact:
    """Say what to have at hand, apart from what registers tell about proven people."""
    asked = [m for m in service.material if m.required and (m.original or not m.from_register)]
    needed, label = [short(m.name) for m in asked], GLANCE_TEXT("papers")
    visit = service.channels.visits > 0
    if not needed:
        from_register = any(m.from_register for m in service.material)
        sometimes = sum(not m.required and not m.held_by for m in service.material)
        return GlanceFact(
            label,
            GLANCE_TEXT("sometimes_papers", count=sometimes) if sometimes else GLANCE_TEXT("no_papers"),
            GLANCE_TEXT(NOTHING_ASKED[from_register, visit]) if from_register or visit else "",
        )
    if len(needed) > 2:
        return GlanceFact(
            label, GLANCE_TEXT("count_papers", count=len(needed)), GLANCE_TEXT("some_papers", names=needed[:2])
        )
    originals = any(m.original for m in asked)
    return GlanceFact(
        label, listed(needed), GLANCE_TEXT("original" if originals else "photo_then_shown" if visit else "photo")
    )


CALLED = re.compile(r"“([^”]{3,40})”")


def mentions(hrefs: Mapping[str, str], text: str) -> list[TextLink]:
    """Cut a text into pieces; the whole name of another service, in quotation marks, becomes a link."""
    pieces: list[TextLink] = []
    for number, piece in enumerate(CALLED.split(text)):
        if number % 2 and piece in hrefs:
            pieces.append(TextLink(piece, hrefs[piece]))
        else:
            pieces.append(TextLink(f"“{piece}”" if number % 2 else piece))
    return pieces


def mark_of(service: Service, on: date, part: str, line: str = "") -> SourceMark:
    """Make the mark of one claim of a service."""
    return source_mark(source_of(service, part, line), on)


def laws_of(service: Service, on: date) -> list[SourceNote]:
    """List the laws that the claims of a service cite, each once with all articles."""
    cited = ((laws_by_id()[id], articles) for id, articles in laws_cited(service).items())
    return [source_note(ClaimSource("law", law, "、".join(articles)), on) for law, articles in cited]


def service_page(
    catalogue: PublishedCatalogue, version: Version, origin: str, existing_grant: ExistingGrantNotice | None, on: date
) -> ServicePage:
    """Collect what the page of one service shows."""
    service, instant = version.service, catalogue.decides_at_once(version)
    category, department = category_of(service), department_name(service.department)
    hrefs = {v.service.name: f"/services/{c}" for c, v in catalogue.in_force.items() if c != service.code}
    return ServicePage(
        service, department, category, tags(service, instant), facts(service, instant), wording.SOURCES,
        has_rule=service.applied_here and any(questions(rule) for rule in version.rules), pieces=partial(mentions, hrefs),
        related=[TextLink(v.service.name, f"/services/{c}") for c in service.related if (v := catalogue.get(c))],
        proposed=source_of(service, "limit.promised")[0].kind != "law",
        linked=linked_data.of_service(service, department, category, origin), existing_grant=existing_grant,
        source=partial(mark_of, service, on), laws=laws_of(service, on), limit_said=statutory_limit(service), formerly=former_name(service.department),
        urgent=[d for d in service.deadline if d.loses_claim], later=[d for d in service.deadline if not d.loses_claim],
        leads_to=[TextLink(v.service.name, f"/services/{c}") for c in service.status.leads_to if (v := catalogue.get(c))],
        places=list(places(service)), looked_at=looked_at(version.rules, on),
        responsibility=responsible(service, department),
        helpable=offered(service, "natural") and highest(service, "consent") is not None,
    )  # fmt: skip
