"""What a person does to prove who they are, at a browser without JavaScript."""

import re
from typing import Any

from redis.asyncio import Redis

from auth.identity import handoff_link
from backend.materials.samples import cast_papers as pictures
from backend.registers.sample.cast import Member
from backend.residents.types import Assurance
from backend.settings import Settings
from tests.journey import Resident

SLOT = re.compile(r'camera__slot--(\w+)"[^>]*>.*?name="(pose\d)"', re.DOTALL)


async def agrees(someone: Resident, step: str) -> str:
    """Open a step and agree to it, if that is asked."""
    text = await someone.goes(f"/me/identity/{step}")
    seen = re.search(r'name="seen" value="([^"]+)"', text)
    return await someone.sends(f"/me/identity/{step}/consent", seen=seen[1]) if seen else text


def card(member: Member, front: bytes | None = None) -> dict[str, Any]:
    """Both sides of a member's card, as a form sends them."""
    return {
        "front": ("a.png", front or pictures.front(member), "image/png"),
        "back": ("b.png", pictures.back(member), "image/png"),
    }


def face(page: str, member: Member, instead: dict[str, str] | None = None, shots: int = 1) -> list[tuple[str, Any]]:
    """The pictures that this page's challenge asks for; `instead` answers some of its moves with another one."""
    return [
        (name, (f"{pose}{shot}.jpg", pictures.in_pose(member, (instead or {}).get(pose, pose), shot), "image/jpeg"))
        for pose, name in SLOT.findall(page)
        for shot in range(shots)
    ]


def nonce(page: str) -> str:
    """What the challenge of this page is called."""
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found, page
    return found[1]


async def hands_in_card(someone: Resident, member: Member, **more: Any) -> str:
    """Photograph both sides and send them."""
    await agrees(someone, "document")
    return await someone.sends("/me/identity/document", files=card(member, **more))


async def shows_face(someone: Resident, member: Member, **more: Any) -> str:
    """Do what the challenge asks before the camera."""
    page = await agrees(someone, "face")
    return await someone.sends("/me/identity/face", files=face(page, member, **more), nonce=nonce(page))


async def secret_of(redis_url: str, settings: Settings) -> str:
    """What the QR code holds: read with the installation's own key, as the first phone's page does."""
    from backend.kit import encrypted_redis
    from backend.kit.crypto import Vault

    redis = Redis.from_url(redis_url)
    [key] = [key.decode() async for key in redis.scan_iter("handoff-of:*")]
    found = await encrypted_redis.get(
        redis, Vault(settings.sealing_keys, settings.hash_key), key, handoff_link.HandoffLink
    )
    await redis.aclose()
    assert found
    return found.secret


async def level_of_newest(db: Any) -> Assurance:
    """How sure we are of whoever tried last."""
    who = "select person from identity_try order by at desc limit 1"
    return Assurance(await db.fetchval(f"select assurance from person where id = ({who})"))
