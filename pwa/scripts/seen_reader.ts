/** On the page for “no network”: shows the page that was asked for, if it was seen before and isn't locked. */
import { fill } from "./kit/fill";
import { IDLE } from "./kit/seen_page";
import { anyPages, openablePages, openPage, unlockedKey } from "./kit/seen_pages";
import WORDS from "./seen_reader.words.json";

export default async function seenReader(box: HTMLElement): Promise<void> {
  const mode = /(?:^|; )mode=(elder|largest)/.exec(document.cookie)?.[1];
  if (mode) document.documentElement.dataset.mode = mode;
  const key = await unlockedKey(IDLE);
  if (!key) {
    if (await anyPages()) box.textContent = WORDS.locked;
    return;
  }
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
