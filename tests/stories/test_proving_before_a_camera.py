"""In a real browser with a camera: the drawn granddaughter holds her card before it, then turns her head as the page asks."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from backend.materials.samples import cast_papers as pictures
from backend.settings import Settings
from tests import people
from tests.support.browsing import PHONE, launched, sign_in

NEW = people.GRANDDAUGHTER
SCENES = ("front", "back", "straight", "left", "right", "up")
# BGR, in the corner of each scene
COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 255, 255), (255, 0, 255), (255, 255, 0))
SIZE = (1280, 960)
PER_SECOND, HELD = 5, 15  # frames, and frames of each scene: three seconds
SHOOT = """colour => {
  const video = document.querySelector('.camera__video');
  if (!video?.videoWidth) return false;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 4, 4, 24, 24, 0, 0, 1, 1);
  const seen = pen.getImageData(0, 0, 1, 1).data;
  const there = [0, 1, 2].every(i => Math.abs(seen[i] - colour[2 - i]) < 70);
  if (!there) video.elsewhere = true;
  if (!there || !video.elsewhere) return false;
  video.elsewhere = false;
  document.querySelector('.camera__shoot').click();
  return true;
}"""  # at the moment in which the scene begins, so that it lasts for all shots of one step however busy the machine is


def scene(name: str) -> np.ndarray:
    """What the camera sees: a card on a table, or a head; a colour in the corner tells the test which."""
    makers = {"front": pictures.id_card_front, "back": pictures.id_card_back}
    data = makers[name](NEW) if name in makers else pictures.in_pose(NEW, name)
    seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    scale = min(SIZE[0] * 0.94 / seen.shape[1], SIZE[1] * 0.94 / seen.shape[0])
    seen = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    table = np.full((SIZE[1], SIZE[0], 3), (96, 110, 122), np.uint8)
    top, left = (SIZE[1] - seen.shape[0]) // 2, (SIZE[0] - seen.shape[1]) // 2
    table[top : top + seen.shape[0], left : left + seen.shape[1]] = seen
    table[:40, :40] = COLOURS[SCENES.index(name)]
    return table


def film(path: Path, names: Sequence[str]) -> None:
    """These scenes one after the other, as YUV4MPEG2 that Chromium shows for a camera, again and again from each opening on.

    Chromium shows Motion JPEG always 30 times a second, which kept the machine busy; this format names its own rate.
    """
    with path.with_suffix(".new").open("wb") as file:
        file.write(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{PER_SECOND}:1 Ip A1:1 C420\n".encode())
        for name in names:
            frame = cv2.cvtColor(scene(name), cv2.COLOR_BGR2YUV_I420).tobytes()
            file.writelines([b"FRAME\n", frame] * HELD)
    path.with_suffix(".new").replace(path)


@pytest_asyncio.fixture(loop_scope="session")
async def before_camera(live: Settings, tmp_path: Path) -> AsyncIterator[Page]:
    """A page on a phone whose camera shows the film; anything on the console fails the test."""
    film(tmp_path / "film.y4m", ("front", "back"))
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    async with launched(*camera, f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}") as browser:
        options: dict[str, Any] = {**PHONE, "permissions": ["camera"]}
        context = await browser.new_context(**options, base_url=live.origin, locale="zh-CN")
        page = await context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page
    assert not said


async def shoots(page: Page, name: str) -> None:
    """Press the shutter when the camera comes to this scene."""
    await page.wait_for_function(SHOOT, arg=list(COLOURS[SCENES.index(name)]), timeout=60_000, polling=20)


@pytest.mark.nightly("pages")
async def test_a_new_phone_from_nothing_to_verified(before_camera: Page, live: Settings, tmp_path: Path) -> None:
    page = before_camera
    await page.goto("/sign-in?next=/me/identity")
    await sign_in(page, live, NEW.phone)
    await page.get_by_role("link", name="拍身份证").click()
    await page.get_by_role("button", name=re.compile("^同意")).click()
    await page.get_by_role("button", name="打开相机").click()
    for side in ("front", "back"):
        await expect(page.locator(".camera__what")).to_have_text({"front": "人像面", "back": "国徽面"}[side])
        await shoots(page, side)
    await expect(page.get_by_text("拍好了")).to_have_count(2)
    await page.get_by_role("button", name="交上去核对").click()
    await expect(page.locator("main")).to_contain_text("身份证已核实", timeout=60_000)

    await page.get_by_role("link", name="刷脸核对").click()
    await page.get_by_role("button", name=re.compile("^同意")).click()
    await expect(page.locator(".camera__slot")).to_have_count(4)  # the page after the consent
    keys = [await slot.get_attribute("data-key") for slot in await page.locator(".camera__slot").all()]
    assert keys[0] == "straight"
    assert sorted(keys[1:]) == ["left", "right", "up"]
    film(tmp_path / "film.y4m", [str(key) for key in keys])
    await page.get_by_role("button", name="打开相机").click()
    for place, key in enumerate(keys):
        await expect(page.locator(".camera__stage")).to_have_attribute("data-key", str(key))
        await shoots(page, str(key))
        if place + 1 < len(keys):
            await expect(page.locator(".camera__stage")).to_have_attribute("data-key", str(keys[place + 1]))
    await expect(page.get_by_text("拍好了")).to_have_count(4)
    await page.get_by_role("button", name="交上去核对").click()
    await expect(page.locator("main")).to_contain_text("已经核实，是您本人", timeout=60_000)
    await asyncio.sleep(0)
