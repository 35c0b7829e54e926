/**
 * Suggests services while somebody types: a combobox with a listbox popup (WAI-ARIA Authoring Practices).
 * Keys that an input method is using (isComposing, key code 229) are never taken from it.
 */

import { fill } from "../../scripts/kit/fill";
import WORDS from "./suggest.words.json";

const PAUSE = 220; // milliseconds after the last letter
const INPUT_METHOD = 229; // the key code of browsers that don't set isComposing on the last key

export default function suggest(element: HTMLElement): void {
  const input = document.getElementById(element.dataset.target ?? "");
  const list = element.querySelector<HTMLElement>(".suggest__list");
  const status = element.querySelector<HTMLElement>("[role=status]");
  if (!(input instanceof HTMLInputElement) || !list || !status) return;
  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  let timer = 0;
  let asking: AbortController | undefined;

  const mark = (chosen: HTMLElement | undefined): void => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === chosen));
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const close = (): void => {
    asking?.abort();
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(undefined);
    status.textContent = "";
  };
  const ask = async (): Promise<void> => {
    const words = input.value.trim();
    if (!words) return close();
    asking?.abort();
    asking = new AbortController();
    const answer = await fetch(`${element.dataset.source}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
    if (!answer.ok) return close();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...page.body.childNodes);
    list.hidden = false;
    mark(undefined);
    input.setAttribute("aria-expanded", "true");
    const count = list.querySelectorAll(".suggest__name").length;
    status.textContent = count ? fill(WORDS.found, { count }) : WORDS.none;
  };
  const wait = (event: Event): void => {
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask().catch(() => undefined), PAUSE);
  };
  const move = (by: number): void => {
    const all = options();
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length + 1) % (all.length + 1);
    mark(all[next]); // one step past either end is the text box itself
  };
  const press = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === INPUT_METHOD || list.hidden) return;
    const chosen = list.querySelector<HTMLElement>("[role=option][aria-selected=true]");
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) chosen.click();
    else return;
    event.preventDefault();
  };

  list.id ||= `${input.id}-suggestions`;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", wait);
  input.addEventListener("compositionend", wait);
  input.addEventListener("keydown", press);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the text box keeps the focus
  input.addEventListener("blur", close);
}
