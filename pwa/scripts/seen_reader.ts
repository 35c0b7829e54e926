/** On the page for “no network”: shows the page that was asked for, if it was seen before and isn't locked. */
import { anyLock, openLock } from "./kit/device_lock";
import { fill } from "./kit/fill";
import { IDLE } from "./kit/seen_page";
import { anyPages, openablePages, openPage, unlock, unlockedKey } from "./kit/seen_pages";
import WORDS from "./seen_reader.words.json";

export default async function seenReader(box: HTMLElement): Promise<void> {
  const mode = /(?:^|; )mode=(elder|largest)/.exec(document.cookie)?.[1];
  if (mode) document.documentElement.dataset.mode = mode;
  document.querySelector(".mode-switch")?.remove(); // it needs the network, and its words are those of the other mode
  const key = await unlockedKey(IDLE);
  if (key) return showSeen(box, key);
  if (!(await anyPages())) return;
  box.textContent = WORDS.locked;
  if (await anyLock()) offerLock(box);
}

/** The lock of this device opens what it has put under itself: no session is needed. */
function offerLock(box: HTMLElement): void {
  const says = Object.assign(document.createElement("p"), { textContent: WORDS.under_lock });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "button button--wide",
    textContent: WORDS.open_lock,
  });
  button.addEventListener("click", async () => {
    const keeper = await openLock();
    if (!keeper) {
      says.textContent = WORDS.not_opened;
      return;
    }
    await unlock(keeper, IDLE);
    const key = await unlockedKey(IDLE);
    if (key) await showSeen(box, key);
  });
  box.replaceChildren(says, button);
  for (const other of document.querySelectorAll(".problem .buttons .button")) other.classList.add("button--secondary");
}

async function showSeen(box: HTMLElement, key: CryptoKey): Promise<void> {
  const page = await openPage(key, location.pathname);
  if (page) return show(page);
  const list = document.createElement("ul");
  for (const { path, title } of await openablePages(key)) {
    if (/\/(form|papers|check)\b/.test(path)) continue; // reached from the page of their case
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: path, textContent: title.replace(/\s*·.*$/, "") }));
    list.append(item);
  }
  if (!list.children.length) return;
  const says = Object.assign(document.createElement("h2"), { textContent: WORDS.openable });
  box.replaceChildren(says, list);
}

function show(page: { title: string; html: string; look: string; mode: string; at: number }): void {
  const main = document.querySelector<HTMLElement>("main");
  if (!main) return;
  document.title = page.title;
  document.documentElement.dataset.mode = page.mode;
  main.className = page.look;
  main.innerHTML = page.html; // made by our server, sealed and opened with a key that only this person's pages had
  const line = Object.assign(document.createElement("p"), { className: "typed" });
  line.setAttribute("role", "status");
  const moment = new Date(page.at);
  const time = `${moment.getMonth() + 1}月${moment.getDate()}日 ${moment.getHours()}:${String(moment.getMinutes()).padStart(2, "0")}`;
  line.textContent = fill(WORDS.as_of, { time });
  main.prepend(line);
  document.dispatchEvent(new Event("htmx:load")); // the modules of what has just come
}
