/**
 * Saves the form of a part while an editor types, says since when it is saved, refreshes the preview and the findings.
 * Without network the text stays in the page and is sent when the network is back; what another editor changed at the
 * same place is shown by the page that the server answers.
 */

import WORDS from "./autosave.words.json";
import { fill } from "./kit/fill";

const PAUSE = 400; // milliseconds after the last key: the preview follows within a second
const AGAIN = 5000; // milliseconds until the next try without network
const TICK = 1000;
const TURN = 50; // milliseconds between looks whether a save has come back
const THERE = 20_000; // milliseconds between two questions who else is here
const AWAY = 300_000; // milliseconds without a touch after which somebody no longer is
const SIGHT = 120; // pixels above a sentence of the preview, so that one sees what it follows
const WRITTEN = "preview-place--written";

type Remark = { name: string; says: string; advice: boolean; mend: string; place: string };
type Answer = { version: number; conflicts: number; remarks: Remark[]; others?: string[]; filled?: Filled[] };
type Filled = { name: string; typed: string; text: string };

export default function autosave(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const said = form.querySelector<HTMLElement>("[data-said]");
  const seen = form.querySelector<HTMLInputElement>("input[name=seen]");
  let timer = 0;
  let savedAt = 0;
  let sent = bodyOf(asItCame(form)); // not what stands there now: who types before this script comes has typed
  if (form.dataset.unsaved !== undefined) sent = ""; // the page came with what isn't saved yet, such as a new row
  let sending = false;

  const say = (words: string, bad = false): void => {
    if (!said) return;
    said.textContent = words;
    said.toggleAttribute("data-bad", bad);
  };
  const later = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void send(), milliseconds);
  };
  const send = async (): Promise<void> => {
    const body = bodyOf(form);
    if (sending || body === sent) return;
    sending = true;
    try {
      const headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await fetch(form.action, { method: "POST", body, headers });
      if (answer.status >= 500) throw new Error("try again");
      if (answer.redirected || answer.status === 401) return say(WORDS.signed_out, true);
      if (!answer.ok) return say(WORDS.look, true);
      const result = (await answer.json()) as Answer;
      if (result.conflicts) {
        sent = body;
        return form.submit(); // the page shows both texts
      }
      if (seen) seen.value = String(result.version);
      sent = withSeen(body, result.version);
      sent = fillIn(form, result.filled ?? [], sent);
      savedAt = Date.now();
      say(fill(WORDS.seconds, { count: 1 }));
      if (bodyOf(form) !== sent) later(PAUSE); // typed while this was on its way
      remark(form, result.remarks);
      for (const undo of document.querySelectorAll("[data-undo]")) undo.removeAttribute("hidden");
      saySoOf(result.others ?? []);
      refresh();
      void computeAnew(form.dataset.again);
    } catch {
      say(WORDS.offline, true);
      later(AGAIN);
    } finally {
      sending = false;
    }
  };

  toItsPart();
  if (form.dataset.presence) askWhoIsThere(form.dataset.presence);
  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("focusin", (event) => toItsSentence((event.target as HTMLInputElement).name));
  addEventListener("online", () => later(0));
  if (sent && bodyOf(form) !== sent) later(PAUSE);
  addEventListener("beforeunload", (event) => {
    if (bodyOf(form) !== sent && !form.dataset.leaving) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    form.dataset.leaving = "";
  });
  const saveFirst = async (other: HTMLFormElement, button: HTMLElement | null): Promise<void> => {
    while (sending) await new Promise((done) => setTimeout(done, TURN));
    await send();
    if (bodyOf(form) !== sent) return; // it says beside the form why it isn't saved
    const theirs = other.querySelector<HTMLInputElement>("input[name=seen]");
    if (theirs && seen) theirs.value = seen.value;
    other.requestSubmit(button);
  };
  document.addEventListener(
    "submit",
    (event) => {
      const other = event.target as HTMLFormElement;
      if (other === form || bodyOf(form) === sent) return;
      event.preventDefault(); // what another button does begins with what was just typed
      void saveFirst(other, event.submitter);
    },
    true,
  );
  window.setInterval(() => {
    if (!savedAt || sending || said?.hasAttribute("data-bad")) return;
    const seconds = Math.round((Date.now() - savedAt) / TICK);
    say(
      seconds < 60
        ? fill(WORDS.seconds, { count: Math.max(1, seconds) })
        : fill(WORDS.minutes, { count: Math.floor(seconds / 60) }),
    );
  }, TICK);
}

/** The form with the values that the page came with. */
function asItCame(form: HTMLFormElement): HTMLFormElement {
  const copy = form.cloneNode(true) as HTMLFormElement;
  copy.reset();
  return copy;
}

/** What stands in the form, as it is sent. */
function bodyOf(form: HTMLFormElement): string {
  return new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
}

/** The same body after the server has counted it as this version. */
function withSeen(body: string, version: number): string {
  const parts = new URLSearchParams(body);
  parts.set("seen", String(version));
  return parts.toString();
}

/** Writes what the house filled in where nobody has typed since; returns the body as it then stands on the server. */
function fillIn(form: HTMLFormElement, filled: Filled[], sent: string): string {
  const parts = new URLSearchParams(sent);
  for (const one of filled) {
    const input = form.elements.namedItem(one.name) as HTMLInputElement | null;
    if (!input || input.value !== one.typed) continue;
    input.value = one.text;
    parts.set(one.name, one.text);
  }
  return parts.toString();
}

/** Puts the findings of the saved draft beside their inputs. */
function remark(form: HTMLFormElement, remarks: Remark[]): void {
  for (const list of form.querySelectorAll<HTMLElement>("[data-remarks]")) {
    const here = remarks.filter((one) => one.name === list.dataset.remarks);
    list.hidden = here.length === 0;
    list.replaceChildren(
      ...here.map((one) => {
        const line = document.createElement("li");
        line.className = `studio-remark${one.advice ? " studio-remark--advice" : ""}`;
        line.textContent = one.says;
        if (one.mend) line.append(" ", mendButton(one));
        return line;
      }),
    );
  }
}

/** The button that lets the house write what a finding asks for. */
function mendButton(one: Remark): HTMLElement {
  const button = document.createElement("button");
  button.className = "button button--quiet";
  button.name = "mend";
  button.value = one.place;
  button.textContent = one.mend;
  return button;
}

/** Asks now and then who else has this part open, and is told to them, while somebody is at this page. */
function askWhoIsThere(address: string): void {
  let touched = Date.now();
  for (const kind of ["keydown", "pointerdown", "input"]) addEventListener(kind, () => (touched = Date.now()));
  window.setInterval(() => {
    if (document.visibilityState !== "visible" || Date.now() - touched > AWAY) return;
    void fetch(address, { headers: { Accept: "application/json" } })
      .then(async (answer) => answer.ok && !answer.redirected && saySoOf((await answer.json()) as string[]))
      .catch(() => undefined);
  }, THERE);
}

/** Says who else writes in this part now; who is there already isn't announced again. */
function saySoOf(others: string[]): void {
  const place = document.querySelector<HTMLElement>("[data-others]");
  if (!place || [...place.children].map((one) => one.textContent).join() === others.join()) return;
  place.replaceChildren(
    ...others.map((says) => {
      const line = document.createElement("p");
      line.className = "studio-presence";
      line.textContent = says;
      return line;
    }),
  );
}

/** Shows the part of the preview that is written here; a fragment in its address would scroll this page too. */
function toItsPart(): void {
  const frame = document.querySelector<HTMLIFrameElement>("iframe[name=preview]");
  const go = (): void => {
    const there = frame?.contentDocument?.getElementById(frame.dataset.anchor ?? "");
    if (there) frame?.contentWindow?.scrollTo(0, there.getBoundingClientRect().top - 16);
  };
  frame?.addEventListener("load", go, { once: true });
  go();
}

/** Marks the sentence of the preview that is written in this input, and opens what hides it. */
function toItsSentence(name: string): void {
  const inside = document.querySelector<HTMLIFrameElement>("iframe[name=preview]");
  const page = inside?.contentDocument;
  const there = page?.getElementById(`place-${name}`);
  for (const one of page?.querySelectorAll(`.${WRITTEN}`) ?? []) one.classList.remove(WRITTEN);
  if (!there) return;
  there.classList.add(WRITTEN);
  for (let hides = there.closest("details"); hides; hides = hides.parentElement?.closest("details") ?? null) {
    hides.open = true;
  }
  inside?.contentWindow?.scrollTo(0, there.getBoundingClientRect().top + (page?.defaultView?.scrollY ?? 0) - SIGHT);
}

/** Loads the preview again where the editor left it, with what was open. */
function refresh(): void {
  const frame = document.querySelector<HTMLIFrameElement>("iframe[name=preview]");
  const inside = frame?.contentWindow;
  if (!frame || !inside) return;
  const top = inside.scrollY;
  const opened = [...inside.document.querySelectorAll("details")].map((one) => one.open);
  const again = (): void => {
    for (const [n, one] of (frame.contentDocument?.querySelectorAll("details") ?? []).entries()) {
      one.open = opened[n] ?? false;
    }
    frame.contentWindow?.scrollTo(0, top);
  };
  frame.addEventListener("load", again, { once: true });
  inside.location.reload();
}

/** Puts what the server computes from the saved draft in place of what was computed before; what somebody fills in there stays. */
async function computeAnew(address?: string): Promise<void> {
  const old = [...document.querySelectorAll<HTMLElement>("[data-computed]")].filter((one) => !isInUse(one));
  if (!address || old.length === 0) return;
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const one of old) {
    const fresh = page.getElementById(one.id);
    if (!fresh || isInUse(one)) continue;
    const open = [...one.querySelectorAll("details")].map((details) => details.open);
    fresh.querySelectorAll("details").forEach((details, at) => {
      details.open ||= open[at] ?? false;
    });
    one.replaceWith(fresh);
  }
}

/** Whether somebody is in it, or has filled in something there that isn't sent. */
function isInUse(part: HTMLElement): boolean {
  const forms = [...part.querySelectorAll("form")];
  return part.contains(document.activeElement) || forms.some((form) => bodyOf(form) !== bodyOf(asItCame(form)));
}
