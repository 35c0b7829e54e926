/**
 * Warns before the session ends and renews it when asked (GET /session.json, POST /session). Typing counts as being there.
 * A page with text that isn't saved is never loaded anew: it says that the session is over and keeps what stands in its boxes.
 */

import { fill } from "../../scripts/kit/fill";
import WORDS from "./session.words.json";

const WARN_BEFORE = 150; // seconds

export default function session(element: HTMLElement): void {
  const dialog = element as HTMLDialogElement;
  if (typeof dialog.showModal !== "function") return;
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-stay]")?.addEventListener("click", () => void stay(dialog));
  document.addEventListener("visibilitychange", () => document.hidden || void look(dialog));
  document.addEventListener("input", () => void typing(dialog));
  void look(dialog);
}

async function look(dialog: HTMLDialogElement): Promise<void> {
  const answer = await fetch("/session.json").catch(() => null);
  if (!answer?.ok) return;
  const { seconds } = (await answer.json()) as { seconds: number };
  clearTimeout(Number(dialog.dataset.timer));
  if (seconds > WARN_BEFORE) {
    dialog.dataset.timer = String(setTimeout(() => void look(dialog), (seconds - WARN_BEFORE) * 1000));
    return;
  }
  const left = dialog.querySelector("[data-left]");
  if (left) left.textContent = seconds > 60 ? fill(WORDS.minutes, { count: Math.floor(seconds / 60) }) : WORDS.seconds;
  if (seconds > 0 && !dialog.open) dialog.showModal();
  dialog.dataset.timer = String(
    setTimeout(() => (seconds > 0 ? void look(dialog) : over(dialog)), Math.max(seconds, 1) * 1000),
  );
}

const TYPING = 60_000; // milliseconds between two renewals by typing
let renewed = Date.now();

async function typing(dialog: HTMLDialogElement): Promise<void> {
  if (Date.now() - renewed < TYPING || dialog.open) return;
  renewed = Date.now();
  await stay(dialog);
}

/** The session is over: the page goes, unless something in it isn't saved yet. */
function over(dialog: HTMLDialogElement): void {
  if (!document.querySelector("[data-unsaved]")) return location.reload();
  for (const part of dialog.querySelectorAll<HTMLElement>("[data-before]")) part.hidden = true;
  for (const part of dialog.querySelectorAll<HTMLElement>("[data-after]")) part.hidden = false;
  if (!dialog.open) dialog.showModal();
}

async function stay(dialog: HTMLDialogElement): Promise<void> {
  const headers = { "X-CSRF-Token": dialog.dataset.token ?? "" };
  await fetch("/session", { method: "POST", headers }).catch(() => null);
  dialog.close();
  await look(dialog);
}
