"""Residents through the provincial identity provider: who they are found to be, and how sure we are."""

import itertools
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID, uuid4

import msgspec
import pytest
from litestar import Litestar

from auth.identity.results import apply_proof
from auth.openid.relying_party import RelyingParty
from auth.openid.resident_account import means_of
from auth.openid.types import IdentityProvider, NotProven
from backend.kit.db import transaction
from backend.kit.identity_number import check_digit, identity_number
from backend.residents.types import Assurance
from tests.auth.openid.hostile import CLIENT, SECRET, Hostile
from tests.auth.world import Person, Phone

CODES = itertools.count(1)
DOCUMENT, VERIFIED = "urn:id:document", "urn:id:verified"


@pytest.fixture
def province(staffed: Litestar, provider: Hostile) -> Litestar:
    """The same provider also knows residents."""
    ours = IdentityProvider(
        name="resident", issuer=provider.issuer, client=CLIENT, secret=SECRET,
        redirect_uri="https://futian.test/sign-in/provider/callback",
        levels={DOCUMENT: Assurance.DOCUMENT, VERIFIED: Assurance.VERIFIED},
    )  # fmt: skip
    staffed.state.openid["resident"] = RelyingParty(ours, staffed.state.clock)
    return staffed


async def come(app: Litestar, provider: Hostile, sub: str, **claims: Any) -> tuple[str, Assurance]:
    """This account signs in; who that is to us, and how sure we are."""
    provider.sub, provider.more = sub, claims
    async with Person(app) as person:
        led = await person.get("/sign-in/provider?next=/mine")
        provider.asked = dict(parse_qsl(urlsplit(led.headers["location"]).query))
        sent = {"code": f"c{next(CODES)}", "state": provider.asked["state"], "iss": provider.issuer}
        landed = await person.get("/sign-in/provider/callback?" + urlencode(sent))
        assert (landed.status_code, landed.headers.get("location")) == (303, "/mine"), landed.text
        who = (await person.get("/mine")).text
    async with app.state.pool.acquire() as db:
        return who, Assurance(await db.fetchval("select assurance from person where id = $1", UUID(who)))


def number(sequence: int) -> str:
    seventeen = f"11010519491231{sequence:03}"
    return seventeen + check_digit(seventeen)


async def test_an_account_is_the_same_resident_each_time(province: Litestar, provider: Hostile) -> None:
    first = await come(province, provider, "a-1", acr=DOCUMENT, id_number=number(101), name="王秀英")
    again = await come(province, provider, "a-1")
    other = await come(province, provider, "a-2")
    assert first[0] == again[0] != other[0]
    assert (first[1], again[1], other[1]) == (Assurance.DOCUMENT, Assurance.DOCUMENT, Assurance.PHONE)


async def test_how_sure_we_are_only_ever_rises_and_only_by_levels_we_know(
    province: Litestar, provider: Hostile
) -> None:
    assert (await come(province, provider, "b-1", acr="urn:made:up"))[1] == Assurance.PHONE
    assert (await come(province, provider, "b-1", acr=VERIFIED))[1] == Assurance.PHONE, "sure of whom?"
    told = {"id_number": number(106), "name": "王秀英"}
    assert (await come(province, provider, "b-1", acr=VERIFIED, **told))[1] == Assurance.VERIFIED
    assert (await come(province, provider, "b-1", acr=DOCUMENT, **told))[1] == Assurance.VERIFIED


async def test_the_highest_level_may_ask_for_a_key(province: Litestar, provider: Hostile) -> None:
    party = province.state.openid["resident"]
    party.provider = msgspec.structs.replace(party.provider, passkey=True)
    told = {"acr": VERIFIED, "id_number": number(105)}
    assert (await come(province, provider, "f-1", **told, amr=["pwd", "sms"]))[1] == Assurance.DOCUMENT
    assert (await come(province, provider, "f-1", **told, amr=["hwk", "user"]))[1] == Assurance.VERIFIED


async def test_a_text_message_at_the_provider_is_no_other_factor(province: Litestar) -> None:
    """Whoever holds the SIM card gets that message as well."""
    ours = province.state.openid["resident"].provider
    for amr, acr, means in (
        (["sms"], VERIFIED, "sms"), (["tel", "sms"], DOCUMENT, "sms"), (["pwd"], "urn:made:up", "sms"),
        (["pwd", "sms"], DOCUMENT, "provider"), (["hwk"], VERIFIED, "provider"), ([], DOCUMENT, "provider"),
    ):  # fmt: skip
        assert means_of(ours, {"sub": "x", "acr": acr, "amr": amr}) == means, (amr, acr)


async def test_two_accounts_of_one_identity_number_are_one_resident(province: Litestar, provider: Hostile) -> None:
    one = await come(province, provider, "c-1", acr=DOCUMENT, id_number=number(102))
    two = await come(province, provider, "c-2", acr=DOCUMENT, id_number=number(102).lower())
    old = number(102)[:6] + number(102)[8:17]
    three = await come(province, provider, "c-3", acr=DOCUMENT, id_number=old)
    claimed = await come(province, provider, "c-4", id_number=number(102))
    assert one[0] == two[0] == three[0]
    assert claimed[0] != one[0], "a number that the provider has not seen on a document proves nothing"


async def test_a_verified_phone_joins_the_resident_who_signed_in_with_it(
    province: Litestar, provider: Hostile, phone: Phone
) -> None:
    async with Person(province) as person:
        await person.sign_in(phone, "19900000201")
        who = (await person.get("/mine")).text
    told = {"phone_number": "+86 199 0000 0201"}
    assert (await come(province, provider, "d-1", **told))[0] != who
    assert (await come(province, provider, "d-2", **told, phone_number_verified=True))[0] == who


async def test_a_number_with_a_new_owner_does_not_open_the_old_ones_file(province: Litestar, provider: Hostile) -> None:
    told = {"acr": DOCUMENT, "phone_number": "+8619900000202", "phone_number_verified": True}
    before = await come(province, provider, "e-1", **told, id_number=number(103))
    after = await come(province, provider, "e-2", **told, id_number=number(104))
    assert before[0] != after[0]


async def card_read(app: Litestar, who: str, sequence: int) -> None:
    """The document step read a card with this number on this account: all that a photo of somebody's card needs."""
    async with transaction(app.state.pool) as db:
        card = ("赵一", identity_number(number(sequence)))
        now = app.state.clock()
        assert await apply_proof(db, app.state.vault, UUID(who), card, "document", Assurance.DOCUMENT, now) == "done"


async def test_a_card_in_somebody_elses_hands_is_not_raised_by_their_own_account_at_the_provider(
    province: Litestar, provider: Hostile
) -> None:
    """The thief's provider account was linked before; it is proven for the thief, never for whom the card names."""
    thief, _ = await come(province, provider, "g-1", phone_number="+8619900000204", phone_number_verified=True)
    await card_read(province, thief, 107)
    told = {"acr": VERIFIED, "id_number": number(108), "phone_number": "+8619900000204", "phone_number_verified": True}
    own, level = await come(province, provider, "g-1", **told)
    assert (own != thief, level) == (True, Assurance.VERIFIED)
    async with province.state.pool.acquire() as db:
        assert await db.fetchval("select assurance from person where id = $1", UUID(thief)) == Assurance.DOCUMENT


async def test_an_account_that_a_thief_began_with_a_card_is_cleared_when_its_person_comes(
    province: Litestar, provider: Hostile, phone: Phone
) -> None:
    async with Person(province) as thief:
        await thief.sign_in(phone, "19900000205")
        account = (await thief.get("/mine")).text
        await card_read(province, account, 109)
        told = {
            "acr": VERIFIED,
            "id_number": number(109),
            "phone_number": "+8619900000206",
            "phone_number_verified": True,
        }
        assert await come(province, provider, "h-1", **told) == (account, Assurance.VERIFIED)
        assert (await thief.get("/mine")).status_code == 303, "signed out"
        await thief.sign_in(phone, "19900000205")
        assert (await thief.get("/mine")).text != account, "and the number opens it no more"
    async with Person(province) as person:
        await person.sign_in(phone, "19900000206")
        await person.post_form("/sign-in/second", "/sign-in/second", name="赵一", digits=number(109)[-4:])
        assert (await person.get("/mine")).text == account


async def test_an_answer_for_staff_is_no_answer_for_residents(province: Litestar, provider: Hostile) -> None:
    async with Person(province) as person:
        led = await person.get("/staff/sign-in/start")
        provider.asked = dict(parse_qsl(urlsplit(led.headers["location"]).query))
        sent = {"code": "x", "state": provider.asked["state"], "iss": provider.issuer}
        assert (await person.get("/sign-in/provider/callback?" + urlencode(sent))).status_code == 403
        assert (await person.get("/mine")).status_code == 303


async def test_without_a_provider_there_is_no_such_entrance(person: Person) -> None:
    assert "统一身份" not in (await person.get("/sign-in")).text
    for path in ("/sign-in/provider", "/sign-in/provider/callback?state=x&code=y"):
        assert (await person.get(path)).status_code == 404


@pytest.mark.parametrize(("seconds", "proves"), [(0, True), (30, True), (3600, False), (None, False)])
async def test_who_proves_something_signs_in_anew(
    province: Litestar, provider: Hostile, seconds: int | None, proves: bool
) -> None:
    ours: RelyingParty = province.state.openid["resident"]
    address, begun = await ours.begin("/me/identity", proving=uuid4())
    provider.asked, provider.signed_in_before = dict(parse_qsl(urlsplit(address).query)), seconds
    assert (provider.asked["prompt"], provider.asked["max_age"]) == ("login", "0")
    answer = {"code": f"c{next(CODES)}", "state": begun.state, "iss": provider.issuer}
    if proves:
        assert (await ours.finish(answer, begun))["sub"] == provider.sub
        return
    with pytest.raises(NotProven) as refused:
        await ours.finish(answer, begun)
    assert "auth_time" in refused.value.why


async def test_signing_in_takes_the_providers_running_session(province: Litestar) -> None:
    address, begun = await province.state.openid["resident"].begin("/mine")
    assert not {"prompt", "max_age"} & dict(parse_qsl(urlsplit(address).query)).keys()
    assert begun.since == 0
