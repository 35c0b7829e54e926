"""Going through a page by keyboard, and what a screen reader is told of it; slow, so pages are walked this way by night."""

from typing import Any

from playwright.async_api import Page

STOPS = """() => {
  const groups = new Set();
  const stops = [...document.querySelectorAll("a[href],button,summary,select,textarea,input:not([type=hidden])")].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true}) || e.closest("dialog:not([open])")) return false;
    if (e.type !== "radio") return true;
    const group = `${e.form?.action} ${e.name}`;
    const chosen = document.querySelector(`input[name="${CSS.escape(e.name)}"]:checked`);
    if (groups.has(group) || (chosen && chosen.form === e.form && chosen !== e)) return false;
    groups.add(group);
    return true;
  });
  stops.forEach((e, at) => { e.dataset.stop = at; });
  const start = document.createElement("span");
  start.tabIndex = -1;
  document.body.prepend(start);
  start.focus();
  start.remove();
  return stops.length;
}"""
HERE = """() => {
  const e = document.activeElement, said = (e.getAttribute("aria-label") || e.textContent || e.name || e.tagName).trim().slice(0, 30);
  const around = [e, e.nextElementSibling];
  for (let one = e.parentElement; one && around.length < 7; one = one.parentElement) around.push(one);
  const drawn = around.some((one) => {
    const style = one && getComputedStyle(one), after = one && getComputedStyle(one, "::after");
    return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || (after.outlineStyle !== "none" && parseFloat(after.outlineWidth) > 0));
  });
  const radio = e.type === "radio" && document.querySelector(`[data-stop][type=radio][name="${CSS.escape(e.name)}"]`);
  return [e === document.body ? "" : (radio || e).dataset?.stop ?? "", said, drawn];
}"""
LEFT = """(reached) => [...document.querySelectorAll("[data-stop]")]
  .filter((e) => !reached.includes(e.dataset.stop) && !e.matches(".skip"))
  .map((e) => `${e.tagName} “${(e.getAttribute("aria-label") || e.textContent || e.name).trim().slice(0, 30)}” isn't reached`)"""
NAMED = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "combobox",
    "radio",
    "checkbox",
    "spinbutton",
    "listbox",
    "disclosuretriangle",
    "group",
}
MAY_BE_NAMELESS = {"group"}


async def unreachable(page: Page) -> list[str]:
    """Controls that the Tab key doesn't reach, comes to out of order, or where it isn't seen that it did."""
    count = int(await page.evaluate(STOPS))
    reached, wrong = [], []
    for _ in range(count + 4):
        await page.keyboard.press("Tab")
        stop, said, drawn = await page.evaluate(HERE)
        if stop == "" or stop in reached:
            break
        reached.append(stop)
        if not drawn:
            wrong.append(f"“{said}” has no ring")
    if [int(one) for one in reached] != sorted(int(one) for one in reached):
        wrong.append(f"out of order: {reached}")
    left: list[str] = await page.evaluate(LEFT, reached)
    return wrong + left


async def nameless(page: Page) -> list[str]:
    """What the accessibility tree holds of the page: each control has a name, and there is one main part with one heading above all."""
    session = await page.context.new_cdp_session(page)
    tree: list[dict[str, Any]] = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    nodes = [(role_of(one), name_of(one), one) for one in tree if not one.get("ignored")]
    wrong = [f"a {role} without a name" for role, name, _ in nodes if role in NAMED - MAY_BE_NAMELESS and not name]
    mains = [name for role, name, _ in nodes if role == "main"]
    first = [name for role, name, one in nodes if role == "heading" and level_of(one) == 1]
    return (
        wrong
        + ([] if len(mains) == 1 else [f"{len(mains)} main parts"])
        + ([] if len(first) == 1 else [f"first headings: {first}"])
    )


def role_of(node: dict[str, Any]) -> str:
    """The role of a node, small."""
    return str(node.get("role", {}).get("value", "")).lower()


def name_of(node: dict[str, Any]) -> str:
    """The name of a node."""
    return str(node.get("name", {}).get("value", "")).strip()


def level_of(node: dict[str, Any]) -> int:
    """The level of a heading."""
    return int(next((one["value"]["value"] for one in node.get("properties", ()) if one["name"] == "level"), 0))
