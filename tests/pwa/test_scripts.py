"""The small modules: what they add to pages that work without them."""

from playwright.async_api import Browser, Page, Route, expect

from pwa.templates import render
from tests.pwa.conftest import SMALL, Handler, complaints
from tests.pwa.pages import PAGES
from tests.support.windows import Windows


async def test_no_page_breaks_the_content_policy_or_complains(windows: Windows, site: str) -> None:
    async with windows.opened(site, viewport=SMALL["viewport"]) as context:
        page = await context.new_page()
        said = complaints(page)
        for name in [*PAGES, "gallery"]:
            await page.goto(f"/{name}")
            await page.wait_for_load_state()
    assert said == []


async def test_five_taps_are_one_submission(phone: Page) -> None:
    await phone.goto("/form")
    await phone.evaluate("for (let i = 0; i < 5; i++) document.querySelector('main form button').click()")
    await phone.wait_for_url("**/tasks")
    assert len(Handler.posts) == 1


async def test_a_question_waits_for_the_answer_that_asks_for_it(phone: Page) -> None:
    await phone.goto("/form")
    await phone.check("[value=elsewhere]")
    asked = phone.locator("input[name=province]")
    await expect(asked).to_be_visible()
    await phone.check("[value=futian]")
    await expect(asked).to_be_hidden()
    await expect(asked).to_be_disabled()


async def test_a_question_goes_with_the_one_that_it_depends_on(phone: Page) -> None:
    await phone.goto("/form")
    elsewhere, town = phone.get_by_label("深圳以外"), phone.locator("input[name=town]")
    await elsewhere.check()
    await phone.locator("input[name=province]").fill("湖南")
    await phone.locator("input[name=province]").dispatch_event("change")
    await expect(town).to_be_visible()
    # it stands before the other one, so it looks while that one is still there
    await phone.get_by_label("福田区").check()
    await expect(town).to_be_hidden()
    await expect(town).to_be_disabled()


async def test_letters_left_are_counted(phone: Page) -> None:
    await phone.goto("/form")
    await phone.fill("textarea", "看得清")
    await expect(phone.locator("textarea + p")).to_have_text("还可以写 197 个字")


async def test_enter_while_composing_pinyin_does_not_search(phone: Page) -> None:
    await phone.goto("/home")
    await phone.focus("#search")
    session = await phone.context.new_cdp_session(phone)
    await session.send("Input.imeSetComposition", {"text": "laoren", "selectionStart": 6, "selectionEnd": 6})
    enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    await session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    await phone.wait_for_timeout(200)
    assert phone.url.endswith("/home")


async def test_what_changes_on_the_server_is_shown_when_it_is_announced(phone: Page) -> None:
    await phone.goto("/service")
    await phone.evaluate("""() => {
      const head = document.querySelector(".facts");
      head.textContent = "旧";
      Object.assign(head.dataset, {module: "live", live: "/events", again: "/service"});
      head.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true}));
    }""")
    await expect(phone.locator(".facts")).to_contain_text("谁能办")


async def test_where_no_stream_tells_the_page_asks_now_and_then(phone: Page) -> None:
    await phone.goto("/reading")
    await expect(phone.locator(".upload-result__word")).to_contain_text("这张可以用", timeout=8000)


async def test_buttons_that_this_device_can_not_serve_stay_away(browser: Browser, site: str) -> None:
    page = await browser.new_page(java_script_enabled=False)
    await page.goto(f"{site}/service")
    assert await page.locator("button:visible").all_inner_texts() == ["长辈版"]
    await page.close()


async def test_before_the_session_ends_one_is_asked_and_can_stay(phone: Page) -> None:
    await phone.goto("/guarded?seconds=100")
    dialog = phone.get_by_role("dialog")
    await expect(dialog).to_contain_text("您还在吗")
    await expect(dialog).to_contain_text("1分钟多")
    async with phone.expect_request(lambda r: r.url.endswith("/session") and r.method == "POST") as sent:
        await dialog.get_by_role("button").click()
    assert (await sent.value).headers["x-csrf-token"] == "x"


async def test_nobody_is_asked_long_before_the_session_ends(phone: Page) -> None:
    await phone.goto("/guarded?seconds=3000")
    await phone.wait_for_timeout(500)
    await expect(phone.get_by_role("dialog")).to_be_hidden()


async def test_suggestions_are_a_combobox_and_leave_an_input_method_its_keys(phone: Page) -> None:
    found = [
        {"name": "高龄老人津贴申请", "href": "/tasks", "why": "老人钱"},
        {"name": "生存认证", "href": "/x", "why": "认证"},
    ]

    async def suggest(route: Route) -> None:
        await route.fulfill(
            body=render("services/suggest.html", query="gaoling", found=found), content_type="text/html"
        )

    await phone.route("**/services/suggest*", suggest)
    await phone.goto("/search")
    box = phone.get_by_role("combobox")
    await box.press_sequentially("gaoling")
    options = phone.get_by_role("option")
    await expect(options).to_have_count(3)
    await expect(box).to_have_attribute("aria-expanded", "true")
    composing = "(e, key) => e.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true}))"
    for key in ("ArrowDown", "Enter", "Escape"):
        assert await box.evaluate(composing, key), f"{key} was taken from the input method"
    await expect(options.first).to_have_attribute("aria-selected", "false")
    await expect(options.first).to_be_visible()
    await box.press("ArrowDown")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    assert await box.get_attribute("aria-activedescendant") == await options.first.get_attribute("id")
    await expect(box).to_be_focused()
    await box.press("Escape")
    await expect(options.first).to_be_hidden()
    await box.press_sequentially("l")
    await expect(options.first).to_be_visible()
    await box.press("ArrowDown")
    await box.press("Enter")
    await phone.wait_for_url("**/tasks")


ASKS = """const asked = new Event("beforeinstallprompt"); asked.prompt = () => Promise.resolve(window.prompted = true); dispatchEvent(asked)"""


async def test_the_app_is_offered_once_and_a_no_is_kept(phone: Page) -> None:
    await phone.goto("/install")
    hint = phone.locator("[data-module=install]")
    await expect(hint).to_be_hidden()
    await phone.wait_for_load_state("networkidle")
    await phone.evaluate(ASKS)
    await phone.get_by_role("button", name="放到桌面").click()
    await phone.wait_for_function("window.prompted")
    await phone.reload()
    await phone.wait_for_load_state("networkidle")
    await phone.evaluate(ASKS)
    await phone.get_by_role("button", name="不用了").click()
    await phone.reload()
    await phone.wait_for_load_state("networkidle")
    await phone.evaluate(ASKS)
    await expect(hint).to_be_hidden()


async def test_where_only_the_person_can_install_it_the_steps_are_drawn(phone: Page) -> None:
    await phone.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")
    await phone.goto("/install")
    await expect(phone.get_by_text("添加到主屏幕")).to_be_visible()
