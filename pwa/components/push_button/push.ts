/** The button with which a person allows messages on this device, and takes it back. */

import { resync, subscribe, unsubscribe } from "../../scripts/kit/push_subscription";
import WORDS from "./push.words.json";

export default function push(box: HTMLElement): void {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const button = box.querySelector("button");
  if (button === null) return;
  void navigator.serviceWorker.ready.then(async (worker) => {
    const held = await worker.pushManager.getSubscription();
    box.hidden = false;
    show(box, held !== null, "");
    button.addEventListener("click", () => void toggle(box, worker));
    if (held) await resync(true);
  });
}

async function toggle(box: HTMLElement, worker: ServiceWorkerRegistration): Promise<void> {
  try {
    const held = await worker.pushManager.getSubscription();
    if (held) {
      await unsubscribe(held);
      return show(box, false, WORDS.off);
    }
    if ((await Notification.requestPermission()) !== "granted") return show(box, false, WORDS.denied);
    await subscribe(worker);
    show(box, true, WORDS.on);
  } catch {
    show(box, false, WORDS.failed);
  }
}

function show(box: HTMLElement, on: boolean, words: string): void {
  const label = box.querySelector("button span");
  if (label) label.textContent = on ? WORDS.turnOff : WORDS.turnOn;
  const state = box.querySelector("[role=status]");
  if (state) state.textContent = words;
}
