"""Walks through a running trial house in a real browser and photographs every page: `python -m tests.tour ORIGIN SAMPLES OUT`."""

import os
import re
import shutil
import sys
from pathlib import Path

import httpx
import rtoml
from playwright.sync_api import Browser, Page, sync_playwright

from backend.materials.samples import cast_papers as pictures
from backend.registers.sample.cast import cast
from backend.settings import ROOT
from tests import people

SIZES = {"phone": (360, 780), "desktop": (1280, 800)}


class Tour:
    """One visitor with one window size and one reading mode."""

    def __init__(self, browser: Browser, origin: str, samples: str, out: Path, size: str, mode: str) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(viewport={"width": width, "height": height}, base_url=origin, locale="zh-CN")
        self.context.add_cookies([{"name": "mode", "value": mode, "url": origin}])
        self.page: Page = self.context.new_page()
        self.samples, self.out, self.name = samples, out, f"{size}-{mode}"
        self.count = 0
        self.wide: list[str] = []

    def shot(self, name: str) -> None:
        """A picture of the whole page, and a note if it is wider than the window."""
        self.count += 1
        self.page.wait_for_timeout(150)
        self.page.screenshot(path=self.out / f"{self.name}-{self.count:02d}-{name}.png", full_page=True)
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.wide.append(name)

    def goto(self, path: str, name: str) -> None:
        """Open a page and photograph it."""
        self.page.goto(path)
        self.shot(name)

    def press(self, name: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=re.compile(name)).first.click()
        self.page.wait_for_load_state()

    def sign_in(self, phone: str) -> None:
        """Sign in with a one-time code."""
        self.page.locator("input[name=phone]").fill(phone)
        self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        self.page.wait_for_url("**/sign-in/code*")
        self.shot("sign-in-code")
        code = httpx.get(f"{self.samples}/phone.json", params={"to": phone}).json()[0]["parameters"]["code"]
        self.page.locator("input[name=code]").fill(code)  # the page sends it by itself
        self.page.wait_for_url(lambda url: not url.endswith("/sign-in/code"))
        if self.page.url.endswith("/sign-in/second"):  # a browser that isn't known yet
            self.shot("sign-in-second")
            who = next(one for one in cast().values() if one.phone == phone)
            self.page.locator("input[name=name]").fill(who.name)
            self.page.locator("input[name=digits]").fill(who.id_number[-4:])
            self.page.locator("main form button").first.click()
            self.page.wait_for_load_state()


def resident(tour: Tour, who: people.Member, bad_first: bool) -> None:
    """The senior allowance from the first word to the receipt."""
    tour.goto("/", "home")
    tour.goto("/services?q=老人钱", "search")
    tour.goto("/services", "services")
    tour.goto("/services/elderly", "category")
    tour.goto("/services/FT0205001", "service")
    tour.goto("/services/FT0205001/check", "can-i-apply")
    tour.goto("/services?q=qqzzqqzz", "nothing-found")
    tour.goto("/cases/new?service=FT0205001", "sign-in")
    tour.sign_in(who.phone)
    tour.shot("start")
    tour.press("开始填|接着|，继续")
    tour.shot("tasks")
    case = tour.page.url
    tour.goto(f"{case}/papers/id_card", "paper-empty")
    if bad_first:
        upload(tour, pictures.id_card_front(people.HUKOU_ELSEWHERE))
        tour.page.get_by_text("这张要重拍一下").wait_for(timeout=60_000)
        tour.shot("paper-failed")
    upload(tour, pictures.id_card_front(who))
    tour.page.get_by_text("这张可以用").wait_for(timeout=60_000)
    tour.shot("paper-passed")
    tour.goto(f"{case}/form/1", "form-1")
    tour.press("保存")
    tour.shot("form-2")
    tour.press("保存")
    tour.shot("form-2-errors")
    tour.page.get_by_label("深圳以外").check()
    tour.press("保存")
    tour.shot("form-3")
    tour.press("保存")
    tour.shot("tasks-done")
    tour.goto(f"{case}/check", "check")
    tour.page.get_by_label(re.compile("我看过了")).check()
    tour.press("提交")
    tour.shot("outcome")
    for path, name in (("/inbox", "inbox"), ("/cases", "progress"), ("/me", "me"), ("/me/reminders", "reminders")):
        tour.goto(path, name)
    receipt = tour.page.goto(case) and tour.page.locator(".receipt__number")
    if receipt and receipt.count():
        tour.goto(f"/verify/{receipt.first.inner_text().strip()}", "verify")
    for path, name in (
        ("/verify", "verify-ask"),
        ("/verify/AAAAA-AAAAA-AAAAA-AAAAA", "verify-unknown"),
        ("/nothing", "problem"),
        ("/mode", "mode"),
    ):
        tour.goto(path, name)


MINE = (
    "/me/data", "/me/data/closing", "/me/consents", "/me/consents/face", "/me/access", "/me/devices", "/me/passkeys", "/me/number",
    "/me/identity", "/me/identity/appointment", "/me/identity/counter", "/me/identity/provider", "/recover", "/recover/counter",
)  # fmt: skip


def own(tour: Tour) -> None:
    """What is held of a person, and who they are to us."""
    for path in MINE:
        tour.goto(path, path.strip("/").replace("/", "-"))


def upload(tour: Tour, picture: bytes) -> None:
    """A photo of the card."""
    tour.page.set_input_files("input[type=file]", {"name": "id.png", "mimeType": "image/png", "buffer": picture})
    tour.page.wait_for_timeout(300)
    tour.press("上传")


DESK = ("/desk", "/desk/identity", "/desk/objections", "/desk/recoveries", "/desk/find")
STAFF = {  # who looks at what, by their name at the sample provider
    "officer": DESK, "supervisor": ("/studio/checks",), "editor": ("/studio/impact", "/studio/impact/FT0205001"), "auditor": ("/audit",),
}  # fmt: skip


def staff(tour: Tour) -> None:
    """What people of the district see, one after the other."""
    members = rtoml.loads((ROOT / "auth/sample/staff.toml").read_text("utf-8"))
    tour.goto("/desk", "staff-sign-in")
    for role, paths in STAFF.items():
        name = next(m["name"] for group in members.values() for m in group if m["roles"] == [role])
        tour.context.clear_cookies(name="futian")
        tour.page.goto("/staff/sign-in/start?next=/desk")
        if role == "officer":
            tour.shot("sample-provider")
        tour.page.get_by_role("button", name=re.compile(name)).first.click()
        tour.page.wait_for_load_state()
        for path in paths:
            tour.goto(path, path.strip("/").replace("/", "-"))
        first = tour.page.goto("/desk") and tour.page.locator("main a[href^='/desk/cases/']").first
        if role == "officer" and first and first.count():
            first.click()
            tour.page.wait_for_load_state()
            tour.shot("desk-case")


def main() -> None:
    """All sizes, both modes."""
    origin, samples, out = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[4:] or ["phone-normal", "desktop-normal", "phone-elder", "desktop-elder"]
    cast = [people.GRANDMOTHER, people.NOT_QUITE_SEVENTY, people.NINETY_TWO, people.HUKOU_ELSEWHERE]
    path = os.environ.get("FUTIAN_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for who, name in zip(cast, ["phone-normal", "desktop-normal", "phone-elder", "desktop-elder"], strict=True):
            if name not in wanted:
                continue
            tour = Tour(browser, origin, samples, out, *name.split("-"))
            resident(tour, who, bad_first=name == "phone-normal")
            own(tour)
            if tour.wide:
                print(name, "wider than the window:", tour.wide)
            tour.context.close()
        for name in wanted:
            tour = Tour(browser, origin, samples, out, *name.split("-"))
            tour.count = 60
            staff(tour)
            tour.context.close()
        browser.close()


if __name__ == "__main__":
    main()
