/**
 * Shows what a search would find while an editor types its words: asks data-source with the box of a form and the query beside it.
 * Without script the page shows it for what is saved.
 */

import WORDS from "./live_result.words.json";

const PAUSE = 300; // milliseconds after the last letter

export default function liveResult(element: HTMLElement): void {
  const box = document.querySelector<HTMLTextAreaElement>(`#${element.dataset.form} [name=${element.dataset.box}]`);
  const own = element.querySelector<HTMLInputElement>("input[name=q]");
  const result = element.querySelector<HTMLElement>("[data-result]");
  const status = element.querySelector<HTMLElement>("[role=status]");
  if (!box || !own || !result || !status) return;
  let timer = 0;
  let asking: AbortController | undefined;

  const ask = async (): Promise<void> => {
    asking?.abort();
    asking = new AbortController();
    const token = box.form?.querySelector<HTMLInputElement>("[name=_token]")?.value ?? "";
    const body = new URLSearchParams({ _token: token, box: box.value, q: own.value });
    const answer = await fetch(element.dataset.source ?? "", { method: "POST", body, signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    result.replaceChildren(...page.body.childNodes);
    status.textContent = WORDS.tried;
  };
  const wait = (event: Event): void => {
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask().catch(() => undefined), PAUSE);
  };
  for (const one of [box, own]) {
    one.addEventListener("input", wait);
    one.addEventListener("compositionend", wait);
  }
  own.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask().catch(() => undefined);
  });
}
