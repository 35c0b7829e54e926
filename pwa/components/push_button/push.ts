/** Subscribes this device to push messages and takes the subscription back; re-sends it at each visit. */
import WORDS from "./push.words.json";

export default function push(box: HTMLElement): void {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const button = box.querySelector("button");
  if (button === null) return;
  void navigator.serviceWorker.ready.then(async (worker) => {
    const held = await worker.pushManager.getSubscription();
    box.hidden = false;
    show(box, held !== null, "");
    if (held) await send(box, "POST", held).catch(() => undefined);
    button.addEventListener("click", () => void toggle(box, worker));
  });
}

async function toggle(box: HTMLElement, worker: ServiceWorkerRegistration): Promise<void> {
  try {
    const held = await worker.pushManager.getSubscription();
    if (held) {
      await send(box, "DELETE", held);
      await held.unsubscribe();
      return show(box, false, WORDS.off);
    }
    if ((await Notification.requestPermission()) !== "granted") return show(box, false, WORDS.denied);
    await send(box, "POST", await subscribe(worker));
    show(box, true, WORDS.on);
  } catch {
    show(box, false, WORDS.failed);
  }
}

async function subscribe(worker: ServiceWorkerRegistration): Promise<PushSubscription> {
  const { key } = (await (await fetch("/push/key")).json()) as { key: string };
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function send(box: HTMLElement, method: "POST" | "DELETE", held: PushSubscription): Promise<void> {
  const { endpoint, keys } = held.toJSON();
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": box.dataset.token ?? "" };
  const answer = await fetch("/push/subscriptions", { method, headers, body: JSON.stringify({ endpoint, keys }) });
  if (!answer.ok) throw new Error(String(answer.status));
}

function show(box: HTMLElement, on: boolean, words: string): void {
  const label = box.querySelector("button span");
  if (label) label.textContent = on ? WORDS.turnOff : WORDS.turnOn;
  const state = box.querySelector("[role=status]");
  if (state) state.textContent = words;
}
