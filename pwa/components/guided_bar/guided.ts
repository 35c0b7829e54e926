/**
 * The bar of somebody who is guided: new words, rings and proposals come by an event stream, are spoken once, and a proposal that
 * she takes is put into its box. Tells the server which questions hold something: their keys, never what. Without stream a reload shows all.
 */
import { utterance } from "../../scripts/kit/speech";

const RING = "pointed";
const PAUSE = 800; // milliseconds after the last key

export default function guided(bar: HTMLElement): void {
  const parts = bar.querySelector<HTMLElement>("[data-parts]");
  const told = bar.querySelector<HTMLElement>("[data-told]"); // read by screen readers when it changes
  const spoken = new Set<string>();
  said(bar).forEach((text) => spoken.add(text)); // what was there with the page was spoken on the page before
  const shown = (): void => {
    ring(bar);
    takes(bar);
    const news = said(bar).filter((text) => !spoken.has(text));
    for (const text of news) {
      speak(text);
      spoken.add(text);
    }
    if (told && news.length) told.textContent = news.join("。");
  };
  shown();
  report(bar);
  if (!("EventSource" in window) || !bar.dataset.live) return;
  const source = new EventSource(bar.dataset.live);
  let last = "";
  source.addEventListener("bar", (event) => {
    const piece = (event as MessageEvent<string>).data; // of our own, escaped by the server
    if (piece === last || !parts) return; // a stream that came again says the same: nobody's place is lost
    last = piece;
    parts.innerHTML = piece;
    shown();
  });
  source.addEventListener("over", () => {
    source.close();
    location.assign(`/guidance/${bar.dataset.id}`);
  });
  addEventListener("pagehide", () => source.close(), { once: true });
}

const said = (bar: HTMLElement): string[] =>
  [...bar.querySelectorAll<HTMLElement>("[data-say]")].map((one) => one.dataset.say ?? "");

/** Draws the ring around the box, paper or button that is pointed at, and brings it into view. */
function ring(bar: HTMLElement): void {
  const key = bar.querySelector<HTMLElement>("[data-point]")?.dataset.point ?? fieldOf(bar);
  const before = document.querySelector(`.${RING}`);
  const now = key ? placeOf(key) : null;
  bar.classList.toggle("guided--ringed", now !== null);
  if (before !== now) before?.classList.remove(RING);
  const covered = now !== null && now.getBoundingClientRect().top < bar.getBoundingClientRect().bottom; // by longer words
  if (!now || (before === now && !covered)) return;
  now.classList.add(RING);
  now.style.scrollMarginTop = `${bar.offsetHeight + 24}px`; // the bar covers the top of the window
  now.scrollIntoView({ block: "start" });
}

const fieldOf = (bar: HTMLElement): string => bar.querySelector<HTMLElement>("[data-field]")?.dataset.field ?? "";

function placeOf(key: string): HTMLElement | null {
  const box = document.getElementById(`f-${key}`);
  if (box) return box.closest<HTMLElement>(".field") ?? box;
  const link = document.querySelector<HTMLElement>(
    `main a[href$="/papers/${CSS.escape(key)}"], main a[href$="#f-${CSS.escape(key)}"]`,
  );
  return (
    link ?? document.querySelector<HTMLElement>("main form .button--primary, main .button--primary, main .button--wide")
  );
}

/** A proposal that is taken goes into its box at once, so that nothing else on the page is lost by a reload. */
function takes(bar: HTMLElement): void {
  const acts = bar.querySelector<HTMLElement>("[data-field]");
  const form = acts?.querySelector<HTMLFormElement>('form[action$="/acceptance"]');
  const { field = "", value = "" } = acts?.dataset ?? {};
  form?.addEventListener("submit", (event) => {
    const boxes = boxesOf(field, value);
    if (!boxes.length) return;
    event.preventDefault();
    void accept(form, boxes);
  });
}

/** The boxes of a question, each with what belongs into it: a date stands in three. */
function boxesOf(field: string, value: string): [HTMLInputElement, string][] {
  const named = (name: string): HTMLInputElement[] => [
    ...document.querySelectorAll<HTMLInputElement>(`main [name="${CSS.escape(name)}"]`),
  ];
  const plain = named(field);
  if (plain.length) return plain.map((box) => [box, value]);
  const parts = value.split("-").map((part) => part.replace(/^0+/, ""));
  return ["year", "month", "day"].flatMap((part, at) =>
    named(`${field}_${part}`).map((box): [HTMLInputElement, string] => [box, parts[at] ?? ""]),
  );
}

async function accept(form: HTMLFormElement, boxes: [HTMLInputElement, string][]): Promise<void> {
  const body = new URLSearchParams([...new FormData(form)].map(([name, text]) => [name, String(text)]));
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(
    () => null,
  );
  if (!answer?.ok) return form.submit();
  for (const [box, value] of boxes) {
    if (box.type === "radio" || box.type === "checkbox") box.checked = box.value === value;
    else box.value = value;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Says which questions hold something, a moment after the last key. */
function report(bar: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>('form[data-module="kept_form"]');
  if (!form) return;
  let timer = 0;
  let last = "";
  const send = (): void => {
    const keys = [...new FormData(form)]
      .filter(([name, text]) => !name.startsWith("_") && String(text))
      .map(([name]) => name);
    const body = JSON.stringify({
      keys: [...new Set(keys.flatMap((key) => [key, key.replace(/_(year|month|day)$/, "")]))].sort(), // a date has three boxes
    });
    if (body === last) return;
    last = body;
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": bar.dataset.token ?? "" };
    void fetch(`/api/guidance/${bar.dataset.id}/filled`, { method: "POST", body, headers }).catch(() => undefined);
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(send, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}

function speak(text: string): void {
  if ("speechSynthesis" in window) speechSynthesis.speak(utterance(text));
}
