/**
 * A form whose typed text is never lost. What was typed and not yet saved is kept in this tab, sealed; it comes back after
 * a reload, a discarded tab or a new sign-in. Without network the page stays, says so and saves when the network is back.
 */

import WORDS from "./kept_form.words.json";
import { canSeal, type Keeper, seal, unseal } from "./kit/sealing";
import { followingPage } from "./kit/seen_page";
import { dropAnswers, keepAnswers } from "./kit/waiting_answers";

const PAUSE = 400; // milliseconds after the last key
const AGAIN = 8000; // milliseconds until the next try without an `online` event
const PATIENCE = 20000; // milliseconds for an answer; saving twice is harmless, the page carries what it saw
const PREFIX = "typed:";

type Typed = Record<string, string[]>;

export default function keptForm(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const keeper = { owner: form.dataset.owner ?? "", key: form.dataset.key ?? "" };
  const place = PREFIX + location.pathname;
  const shown = JSON.stringify(typedIn(form, true)); // not what stands there now: who types before this script comes has typed
  let timer = 0;

  const keep = async (): Promise<void> => {
    clearTimeout(timer);
    if (form.dataset.saved !== undefined) return; // leaving the page must not keep again what the server has
    const now = JSON.stringify(typedIn(form));
    form.toggleAttribute("data-unsaved", now !== shown);
    if (!canSeal(keeper)) return;
    if (now === shown) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, await seal(keeper, now));
  };
  const say = sayIn(form);
  const typing = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void keep().catch(() => undefined), PAUSE);
  };
  form.addEventListener("input", typing);
  // The browser writes what is typed to its own disk, to restore a tab, unless the field forbids it: then only our sealed copy is left.
  form.addEventListener("input", (event) => (event.target as Element).setAttribute("autocomplete", "off"));
  form.addEventListener("change", typing);
  addEventListener("pagehide", () => void keep().catch(() => undefined));
  document.addEventListener("visibilitychange", () => document.hidden && void keep().catch(() => undefined));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sending === undefined) void save(form, keeper, place, say);
  });
  void bringBack(form, keeper, place, shown).then((came) => {
    if (!came) return typing();
    form.setAttribute("data-unsaved", "");
    say(WORDS.back);
  });
}

/** What stands in the boxes, or stood there when the page came; hidden fields are the page's own. */
function typedIn(form: HTMLFormElement, first = false): Typed {
  const typed: Typed = {};
  for (const control of controls(form)) {
    const value = valueIn(control, first);
    if (value !== null) typed[control.name] = [...(typed[control.name] ?? []), value];
  }
  return typed;
}

/** What this control says, or said when the page came; null for a box that isn't ticked. */
function valueIn(control: Control, first: boolean): string | null {
  if (control instanceof HTMLSelectElement) {
    const chosen = [...control.options].find((one) => one.defaultSelected) ?? control.options[0];
    return first ? (chosen?.value ?? "") : control.value;
  }
  if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio"))
    return (first ? control.defaultChecked : control.checked) ? control.value : null;
  return first ? control.defaultValue : control.value;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controls(form: HTMLFormElement): Control[] {
  const all = [...form.querySelectorAll<Control>("input[name],select[name],textarea[name]")];
  return all.filter((one) => one.type !== "hidden" && one.type !== "file");
}

/** The button that sends the form. */
const sender = (form: HTMLFormElement): HTMLButtonElement | null => form.querySelector("button:not([type=button])");

/** Puts back what was typed here before; whatever belongs to somebody else or says nothing new goes. */
async function bringBack(form: HTMLFormElement, keeper: Keeper, place: string, shown: string): Promise<boolean> {
  const kept = sessionStorage.getItem(place);
  if (!kept || !canSeal(keeper)) return false;
  const text = await unseal(keeper, kept);
  if (text === null || text === shown) {
    sessionStorage.removeItem(place);
    return false;
  }
  const typed = JSON.parse(text) as Typed;
  const fresh = new Set(
    controls(form)
      .filter((one) => valueIn(one, true) !== valueIn(one, false))
      .map((one) => one.name),
  );
  for (const control of controls(form)) {
    if (fresh.has(control.name)) continue; // typed since, while this script was still on its way
    const values = typed[control.name] ?? [];
    if (control.type === "checkbox" || control.type === "radio")
      (control as HTMLInputElement).checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
  form.dispatchEvent(new Event("change", { bubbles: true })); // questions that depend on an answer show themselves
  return true;
}

type Say = (words: string, bad?: boolean) => void;

/** Says something in the form's own line. */
export function sayIn(form: HTMLFormElement): Say {
  const line = form.querySelector<HTMLElement>("[data-typed]");
  return (words, bad = false) => {
    if (!line) return;
    if (bad) sender(form)?.before(line); // where the eye is: the top of a long page is out of sight
    line.hidden = words === "";
    line.textContent = words;
    line.classList.toggle("typed--bad", bad);
    if (bad) line.scrollIntoView({ block: "nearest" });
  };
}

/** Somebody answered, and it isn't kept; the message says what stands in the way. */
class NotKept extends Error {}

/** Sends the form; goes where the server leads, or stays and tries again while there is no network. */
export async function save(form: HTMLFormElement, keeper: Keeper, place: string, say: Say): Promise<void> {
  form.dataset.sending = "";
  const button = sender(form);
  button?.setAttribute("aria-busy", "true");
  const patience = new AbortController(); // AbortSignal.timeout is missing on phones before 2022
  const enough = window.setTimeout(() => patience.abort(), PATIENCE);
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  try {
    const { signal } = patience;
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, signal });
    clearTimeout(enough);
    if (!answer.headers.get("Content-Security-Policy")) throw new NotKept(WORDS.portal); // a network that answers in our place
    if (answer.status >= 500) throw new NotKept(WORDS.busy);
    if (!answer.redirected) return form.submit(); // a page with what needs another look: the browser shows it
    if (!/^\/(sign-in|step-up)/.test(new URL(answer.url).pathname)) {
      form.dataset.saved = "";
      sessionStorage.removeItem(place);
      if (canSeal(keeper)) await dropAnswers(keeper, addressOf(form));
    }
    location.assign(answer.url);
  } catch (error) {
    clearTimeout(enough);
    delete form.dataset.sending;
    button?.removeAttribute("aria-busy");
    if (await goesOnWithout(form, keeper, body.toString())) return;
    say(error instanceof NotKept ? error.message : (form.dataset.offline ?? WORDS.offline), true);
    const again = (): void => {
      clearTimeout(timer);
      removeEventListener("online", again);
      if (form.dataset.sending === undefined) void save(form, keeper, place, say);
    };
    const timer = window.setTimeout(again, AGAIN);
    addEventListener("online", again);
  }
}

/** Where the form is sent to, on our own site. */
function addressOf(form: HTMLFormElement): string {
  const { pathname, search } = new URL(form.action);
  return pathname + search;
}

/** One page of several: its answers wait on this device, and the next page that was kept here opens. */
async function goesOnWithout(form: HTMLFormElement, keeper: Keeper, body: string): Promise<boolean> {
  if (form.dataset.goesOn === undefined || !canSeal(keeper)) return false;
  const next = await followingPage(location.pathname);
  if (!next || !(await keepAnswers(keeper, addressOf(form), { body, typed: JSON.stringify(typedIn(form)) })))
    return false;
  form.dataset.saved = "";
  location.assign(next);
  return true;
}

/** Puts answers that the server wants looked at again into the boxes of their page. */
export async function bringBackLater(keeper: Keeper, path: string, typed: string): Promise<void> {
  sessionStorage.setItem(PREFIX + path, await seal(keeper, typed));
}

/** Nothing of anybody stays: at sign-out. */
export function forgetTyped(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
}
