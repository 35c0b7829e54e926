/** Sends what waits on this device for this case, one line per file, until all is there; then shows the list anew. */

import { fill } from "../../scripts/kit/fill";
import { forget, type Keeper, standing, type There, type Waiting, waitingIn } from "../../scripts/kit/outbox";
import WORDS from "./outbox.words.json";

type Send = typeof import("../../scripts/kit/sending").send;

export default async function outbox(box: HTMLElement): Promise<void> {
  const { owner = "", key = "", case: inCase = "", names = "{}", there = "{}" } = box.dataset;
  const keeper = { owner, key };
  const slots = JSON.parse(there) as Record<string, There | undefined>;
  const kept = await waitingIn(keeper, inCase);
  const late = kept.filter((one) => standing(one, slots[one.slot] ?? {}) !== "due");
  await Promise.all(late.map((one) => forget(keeper, one.case, one.slot)));
  const waiting = kept.filter((one) => !late.includes(one));
  if (!waiting.length) return;
  box.hidden = false;
  const { send } = await import("../../scripts/kit/sending");
  const known = JSON.parse(names) as Record<string, string>;
  const sent = await Promise.all(waiting.map((one) => line(box, send, keeper, one, known[one.slot] ?? one.file.name)));
  if (sent.every(Boolean)) location.reload();
}

function line(box: HTMLElement, send: Send, keeper: Keeper, waiting: Waiting, name: string): Promise<boolean> {
  const item = document.createElement("li");
  item.className = "outbox__item";
  const head = document.createElement("p");
  head.className = "outbox__line";
  const [title, how] = [document.createElement("strong"), document.createElement("span")];
  title.textContent = name;
  head.append(title, how);
  const bar = Object.assign(document.createElement("progress"), { className: "halfway__bar", max: 100, value: 0 });
  bar.setAttribute("aria-label", fill(WORDS.progress, { name }));
  item.append(head, bar);
  box.querySelector(".outbox__list")?.append(item);
  const says = box.querySelector(".outbox__says");
  const token = document.querySelector<HTMLMetaElement>("meta[name=token]")?.content ?? "";
  return new Promise((done) => {
    send(waiting, token, {
      progress: (percent) => {
        bar.value = percent;
        how.textContent = `${percent}%`;
        if (says) says.textContent = "";
      },
      paused: (words) => {
        if (says) says.textContent = words;
      },
      done: () => void forget(keeper, waiting.case, waiting.slot).then(() => done(true)),
      refused: (words, status) => {
        how.textContent = words;
        if (status === 429) return done(false);
        void forget(keeper, waiting.case, waiting.slot).then(() => done(false));
      },
    });
  });
}
