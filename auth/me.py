"""The person's own pages: identity, signed-in devices, access log."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from auth.dependencies import Here, VaultHere
from auth.rendering import show
from backend.cases import store as cases
from backend.cases.messages import HELPER_ACTS
from backend.cases.papers import shared_file
from backend.kit import masking
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now, see_other
from backend.registers.attributes import attributes
from backend.residents import store
from backend.residents.disclosure import readable_facts
from backend.residents.guards import Who, access, signed_in
from backend.residents.profile_facts import as_fact, read_held
from backend.residents.service import identity_of, profile_facts_of
from backend.residents.types import Assurance
from backend.rules.wording import source, value_text

_words = Messages.beside(__file__).words

LEVELS = {
    Assurance.PHONE: ("手机号已核实", "核实身份证以后，能在线办的事更多，登记里有的信息也会替您填好。"),
    Assurance.DOCUMENT: ("身份证已核实", "再核实是您本人，符合条件的当场就能办好，登记里有的信息也会替您填好。"),
    Assurance.VERIFIED: ("本人已核实", ""),
}
MENU = (
    {"href": "/me/identity", "icon": "id-card", "text": "核实身份", "says": "拍身份证、刷脸，或者请工作人员核对"},
    {"href": "/me/grants", "icon": "hand-coins", "text": "我领的津贴", "says": "每月多少、哪天到账、发到哪张卡"},
    {"href": "/mandates", "icon": "users-round", "text": "帮家人办事", "says": "请家人帮我办，或者我来帮家人办"},
    {"href": "/me/devices", "icon": "smartphone", "text": "登录中的设备", "says": "不认识的，可以请它退出"},
    {"href": "/me/passkeys", "icon": "lock", "text": "指纹或刷脸登录", "says": "用手机的锁屏登录，不用等短信"},
    {"href": "/me/reminders", "icon": "bell", "text": "提醒设置", "says": "哪些事要响一声，什么时候不响"},
    {"href": "/me/account", "icon": "landmark", "text": "收款账户", "says": "钱打到哪个账户，换账户、停止变更"},
    {"href": "/me/data", "icon": "file-text", "text": "我的资料", "says": "存了哪些、改错、带走、注销"},
    {"href": "/me/consents", "icon": "circle-check", "text": "我同意过的事", "says": "看看同意过什么，随时可以撤回"},
    {"href": "/me/access", "icon": "history", "text": "谁看过我的资料", "says": "每一次查看都记在这里"},
)
ROLES = _words("ROLES")


class HelpersAct(Struct, frozen=True):
    """One act of a helper, with their name and in words."""

    name: str
    what: str
    act: cases.HelperAct


@get("/me", opt=access(signed_in))
async def me(request: AnyRequest, db: Db, vault: VaultHere, acting: Who, now: Now) -> Response[str]:
    """My own place."""
    identity = await identity_of(db, vault, acting.person)
    level, says = LEVELS[acting.assurance]
    facts = rows(readable_facts(await profile_facts_of(db, acting.person), acting.assurance), local_date(now))
    return show(
        request, "me/show.html", nav="me", name=identity.name or masking.phone(identity.phone), level=level, level_says=says,
        phone=masking.phone(identity.phone), facts=facts, menu=MENU, unplaced=len(await shared_file.list_waiting(db, acting, now)),
    )  # fmt: skip


def rows(held: dict[str, Any], today: date) -> list[dict[str, str]]:
    """Rows of the values that registers gave; disputed and unknown values are left out."""
    known = attributes()
    out = []
    for name, told in held.items():
        for fact in (as_fact(known[name], one) for one in read_held(told) if name in known):
            if fact.value is not None:
                said = value_text(known[name], fact.value, today)
                out.append({"label": known[name].label, "value": said, "source": source(fact.source), "href": ""})
    return out


@get("/me/devices", opt=access(signed_in))
async def devices(request: AnyRequest, browser: Here) -> Response[str]:
    """List the devices on which I am signed in."""
    session = browser.session
    held = await browser.sessions.devices(session, browser.held) if session else []
    return show(request, "me/devices.html", nav="me", devices=held, zone=SHANGHAI)


@post("/me/devices/{name:str}/sign-out", opt=access(signed_in), status_code=HTTPStatus.OK)
async def sign_out_device(browser: Here, name: FromPath[str]) -> Response[Any]:
    """Sign one of my devices out."""
    if browser.session is None or not await browser.sessions.end_named(browser.session, name):
        raise NotThere
    return see_other("/me/devices")


@post("/me/devices/sign-out", opt=access(signed_in), status_code=HTTPStatus.OK)
async def sign_out_everywhere(browser: Here) -> Response[Any]:
    """Sign me out on every device, this one too."""
    if browser.session is not None:
        await browser.sessions.end_all(browser.session.owner)
    await browser.leave()
    return see_other("/sign-in/out")


@get("/me/access", opt=access(signed_in))
async def readings(request: AnyRequest, db: Db, vault: VaultHere, acting: Who) -> Response[str]:
    """List who opened my file, when, in which role, for which case; and what helpers did."""
    held = await store.access_entries(db, person=acting.person)
    acts = await helpers_acts(db, vault, acting.person)
    return show(request, "me/access.html", nav="me", readings=held, acts=acts, roles=ROLES, zone=SHANGHAI)


async def helpers_acts(db: Db, vault: VaultHere, person: UUID) -> list[HelpersAct]:
    """What helpers did in my cases, the newest first."""
    found = await cases.acts_of_helpers(db, principal=person, author="")
    names = {one: (await identity_of(db, vault, one)).name for one in {act.helper for act in found}}
    return [HelpersAct(names[act.helper], HELPER_ACTS.get(act.kind, HELPER_ACTS["other"]), act) for act in found]


ROUTES = [me, devices, sign_out_device, sign_out_everywhere, readings]
