/**
 * A personal page on somebody's own device: kept sealed so that it opens without network, with the pages of the same case
 * that come next; and whatever was answered without network is sent now. Pages say so with `data-seen`.
 */
import { fill } from "./fill";
import { canSeal, type Keeper } from "./sealing";
import WORDS from "./seen_page.words.json";
import { keepPage, keptAt, unlock } from "./seen_pages";
import { sendAnswers, thrownAway, waitingAnswers } from "./waiting_answers";

export const IDLE = 15 * 60; // seconds: the idle time of a session
const FRESH = 10 * 60 * 1000; // milliseconds in which a page ahead isn't fetched again
const MOST_AHEAD = 14; // pages
const CASE = /^\/cases\/[0-9a-f-]{36}/;
const FORM = /^(\/cases\/[0-9a-f-]{36}\/form\/)(\d+)$/;

export async function seenPage(main: HTMLElement, content: string): Promise<void> {
  const keeper = { owner: main.dataset.owner ?? "", key: main.dataset.key ?? "" };
  if (!canSeal(keeper) || !("indexedDB" in window)) return;
  await unlock(keeper, IDLE);
  const { title, documentElement } = document;
  const mode = documentElement.dataset.mode ?? "normal";
  await keepPage(keeper, location.pathname, { title, html: content, look: main.className, mode });
  sayWhatWasSent(main);
  showUnread();
  await sendWaiting(keeper, main);
  addEventListener("online", () => void sendWaiting(keeper, main));
  await keepAhead(keeper, main);
}

/** Sends what waits and says how it went, above everything else. */
async function sendWaiting(keeper: Keeper, main: HTMLElement): Promise<void> {
  const lost = await thrownAway();
  if (lost) say(main, fill(WORDS.thrown_away, { count: lost }));
  const waiting = await waitingAnswers(keeper);
  if (!waiting.length) return;
  say(main, fill(WORDS.waiting, { count: waiting.length }));
  const sent = await sendAnswers(keeper);
  if (sent.state === "look") {
    const { bringBackLater } = await import("../kept_form");
    const { pathname } = new URL(sent.path, location.origin);
    await bringBackLater(keeper, pathname, sent.typed);
    return say(main, WORDS.look, pathname);
  }
  if (sent.state === "signed_out") return say(main, WORDS.signed_out);
  if (sent.state === "offline") return say(main, fill(WORDS.offline, { count: waiting.length - sent.count }));
  if (document.querySelector("[data-unsaved]")) return say(main, fill(WORDS.sent, { count: sent.count }));
  sessionStorage.setItem(SENT, String(sent.count));
  location.reload(); // what this page says is older than what was sent
}

/** The number of unread messages on the icon of the installed app. */
function showUnread(): void {
  const unread = Number.parseInt(document.querySelector(".main-nav__count")?.textContent ?? "0", 10);
  const badged = navigator as Navigator & { setAppBadge?: (count: number) => Promise<void> };
  void badged.setAppBadge?.(unread).catch(() => undefined);
}

const SENT = "sent-later";

function sayWhatWasSent(main: HTMLElement): void {
  const count = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (count) say(main, fill(WORDS.sent, { count }));
}

function say(main: HTMLElement, words: string, path = ""): void {
  const line = main.querySelector<HTMLElement>("[data-waiting]") ?? document.createElement("p");
  line.dataset.waiting = "";
  line.className = "typed";
  line.setAttribute("role", "status");
  line.textContent = words;
  if (path) line.append(" ", Object.assign(document.createElement("a"), { href: path, textContent: WORDS.open }));
  main.prepend(line);
}

/** Fetches what comes next in this case, one page after the other, as far as this isn't a connection that is paid for dearly. */
async function keepAhead(keeper: Keeper, main: HTMLElement): Promise<void> {
  const saving = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData;
  if (saving || !CASE.test(location.pathname)) return;
  const own = CASE.exec(location.pathname)?.[0] ?? "";
  const links = [...main.querySelectorAll<HTMLAnchorElement>("a[href]")].map((link) => new URL(link.href).pathname);
  const ahead = new Set(links.filter((path) => path.startsWith(`${own}/`) && /\/(form|papers|check)\b/.test(path)));
  for (const path of [...ahead].slice(0, MOST_AHEAD)) await keepOne(keeper, path);
  const form = FORM.exec(location.pathname);
  const pages = Number(main.querySelector<HTMLElement>("form[data-goes-on]")?.dataset.goesOn ?? 0);
  for (let number = Number(form?.[2]) + 1; form && number <= Math.min(pages, MOST_AHEAD); number += 1)
    await keepOne(keeper, `${form[1]}${number}`);
  if (!ahead.has(own) && location.pathname !== own) await keepOne(keeper, own);
}

/** One page ahead. */
async function keepOne(keeper: Keeper, path: string): Promise<void> {
  if (Date.now() - (await keptAt(path)) < FRESH) return;
  const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector<HTMLElement>("main[data-seen]");
  if (!main) return;
  const mode = page.documentElement.dataset.mode ?? "normal";
  await keepPage(keeper, path, { title: page.title, html: main.innerHTML, look: main.className, mode });
}

/** The page after this one that can be opened without network: the next section, else the case itself. */
export async function followingPage(path: string): Promise<string> {
  const form = FORM.exec(path);
  if (!form) return "";
  const next = `${form[1]}${Number(form[2]) + 1}`;
  const own = CASE.exec(path)?.[0] ?? "";
  return (await keptAt(next)) ? next : (await keptAt(own)) ? own : "";
}
