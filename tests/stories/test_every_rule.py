"""Every rule can really say yes: one of the cast, the sample registers over HTTP, the form filled in, the real submission.

What no source can tell yet is on a list with its reason: those services stay with a person whatever the switch says.
"""

from contextlib import nullcontext
from typing import Any
from uuid import uuid4

from backend.cases.decisions import store as decision_store
from backend.cases.drafts import begin
from backend.cases.receipts import store as receipt_store
from backend.cases.submission import submit
from backend.catalogue import switches
from backend.catalogue.load import RULES
from backend.registers.sample.cast import cast
from backend.residents.types import Assurance, Staff
from tests.conftest import NOW
from tests.support.any_service import fill_in, hand_over_papers, proven

OPERATOR = Staff("001", "运维一", frozenset({"operator"}))
WHO = {
    "FT0107002": "su_mei", "FT0107003": "su_mei", "FT0110009": "lin_xiaoyang", "FT0120001": "lin_xiaoyang",
    "FT0120017": "chen_guilan", "FT0120018": "wu_yutong", "FT0205001": "chen_guilan", "FT0205002": "li_huifang",
    "FT0205013": "cen_baishou", "FT0220003": "li_huifang", "FT0220004": "cao_desheng", "FT0405005": "deng_guohua", "FT0405006": "deng_guohua",
    "FT0405010": "deng_guohua", "FT0520001": "xie_fang", "FT0520002": "guli_maimaiti", "FT0520020": "guli_maimaiti",
    "FT0620002": "chen_guilan", "FT0620003": "guli_maimaiti", "FT0620004": "guli_maimaiti", "FT0620005": "shen_lihua",
    "FT0620006": "lin_xiaoyang", "FT0620008": "chen_guilan", "FT0620012": "zeng_jie", "FT0620014": "zeng_jie", "FT0620015": "zeng_jie",
    "FT0701004": "ma_wenlong", "FT0720013": "peng_tao", "FT0920004": "zeng_jie", "FT0920009": "zeng_jie", "FT0920010": "chen_guilan",
    "FT1020004": "xie_fang", "FT1020010": "jiang_xinyi", "FT1120008": "shen_lihua", "FT1201008": "ma_wenlong", "FT1201011": "ma_wenlong",
    "FT1207001": "ma_wenlong", "FT1207002": "ma_wenlong", "FT1207003": "ma_wenlong", "FT1210012": "shen_lihua",
    "FT1210017": "shen_lihua", "FT1220022": "shen_lihua", "FT1310011": "shen_lihua", "FT1320009": "shen_lihua", "FT1520007": "xu_siyuan",
}  # fmt: skip
STAYS_WITH_A_PERSON = {
    "FT0101020": "done in the system of another authority",
    "FT0620016": "done in the system of another authority",
    "FT1020005": "whether a slot is free is known to the booking system only",
    "FT1120003": "whether a slot is free is known to the booking system only",
    "FT1207004": "electronic signatures of several people are not collected here",
    "FT1420006": "where a place lies is not worked out from its address",
    "FT1520002": "who has voted is known to the voting system only",
    "FT1520003": "who has voted is known to the voting system only",
}


def test_every_rule_has_somebody_or_a_reason() -> None:
    codes = {path.stem for path in RULES.glob("FT*.toml")}
    assert set(WHO) | set(STAYS_WITH_A_PERSON) == codes
    assert not set(WHO) & set(STAYS_WITH_A_PERSON)
    assert len(WHO) >= 25


async def test_every_rule_says_yes_to_somebody(services: Any, db: Any) -> None:
    wrong = {code: said for code in sorted(WHO) if (said := await tried(db, services, code))}
    assert not wrong


async def tried(db: Any, services: Any, code: str) -> str:
    """Switched on, filled in and handed in; what the decision said when it was no approval."""
    acting = await proven(db, services, cast()[WHO[code]])
    await switches.turn(db, code, True, OPERATOR, "试运行三个月", NOW)
    services.catalogue.switched = {**services.catalogue.switched, code: True}
    case = (await begin.open_draft(lambda: nullcontext(db), services, acting, code, NOW)).id
    await fill_in(db, services, acting, case, code)
    await hand_over_papers(db, services, acting, case)
    outcome = await submit.submit(db, services, acting, case, uuid4(), NOW)
    held = await decision_store.latest_decision(db, case_id=case, principal=acting.principal)
    receipt = await receipt_store.receipt_of(db, case_id=case, principal=acting.principal)
    signed = receipt and services.signer.read(receipt.jws)
    if outcome.approved and signed and signed.service == code and signed.outcome == "approve":
        return ""
    return str(services.vault.open(held.result, f"result:{held.id}").decode())


async def test_the_same_with_the_switch_off_goes_to_a_person(services: Any, db: Any) -> None:
    acting = await proven(db, services, cast()["shen_lihua"])
    case = (await begin.open_draft(lambda: nullcontext(db), services, acting, "FT1320009", NOW)).id
    await fill_in(db, services, acting, case, "FT1320009")
    await hand_over_papers(db, services, acting, case)
    assert not (await submit.submit(db, services, acting, case, uuid4(), NOW)).approved


async def test_a_card_in_a_photo_is_not_a_person(services: Any, db: Any) -> None:
    acting = await proven(db, services, cast()["huang_zhiqiang"], Assurance.DOCUMENT)
    services.catalogue.switched = {**services.catalogue.switched, "FT0620002": True}
    case = (await begin.open_draft(lambda: nullcontext(db), services, acting, "FT0620002", NOW)).id
    await fill_in(db, services, acting, case, "FT0620002")
    assert not (await submit.submit(db, services, acting, case, uuid4(), NOW)).approved
