/** Asks for services a moment after the last letter; letters that an input method is still composing are not a query yet. */
const PAUSE = 220;

export default function suggest(element: HTMLElement): void {
  const input = document.getElementById(element.dataset.target ?? "");
  const list = element.querySelector<HTMLElement>(".suggest__list");
  const status = element.querySelector<HTMLElement>("[role=status]");
  if (!(input instanceof HTMLInputElement) || !list || !status) return;
  let timer = 0;
  let asking: AbortController | undefined;

  const close = (): void => {
    asking?.abort();
    list.hidden = true;
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
    const count = list.querySelectorAll(".suggest__name").length;
    status.textContent = count ? `有${count}件事，按向下键查看` : "没有找到";
  };
  const wait = (event: Event): void => {
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask().catch(() => undefined), PAUSE);
  };
  input.addEventListener("input", wait);
  input.addEventListener("compositionend", wait);
  input.addEventListener("keydown", (event) => event.key === "ArrowDown" && !list.hidden && step(list, event, 1));
  list.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(list, event, 1);
    if (event.key === "ArrowUp" && !step(list, event, -1)) input.focus();
  });
  for (const part of [input, list]) {
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || list.hidden) return;
      close();
      input.focus();
    });
  }
}

/** Moves to the next or previous link of the list; says whether there was one. */
function step(list: HTMLElement, event: KeyboardEvent, by: number): boolean {
  event.preventDefault();
  const links = [...list.querySelectorAll<HTMLElement>("a")];
  const next = links[links.indexOf(document.activeElement as HTMLElement) + by];
  next?.focus();
  return next !== undefined;
}
