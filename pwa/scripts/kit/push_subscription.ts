/** The push subscription of this device: sent once a visit, and made anew when the server's key changed or the browser lost it. */
const ALLOWED = "push-allowed"; // the person allowed it here, so a lost subscription may be made again
const SENT = "push-sent"; // of this tab
let sending: Promise<void> = Promise.resolve();

export async function subscribe(worker: ServiceWorkerRegistration): Promise<void> {
  await send("POST", await make(worker, await serverKey()));
  localStorage.setItem(ALLOWED, "yes");
}

export async function unsubscribe(held: PushSubscription): Promise<void> {
  localStorage.removeItem(ALLOWED);
  await sending; // what a start still sends must not arrive after it and bring the subscription back
  await send("DELETE", held);
  await held.unsubscribe();
}

/** `always`: also if this tab has sent it already. Nothing here keeps a page from working. */
export function resync(always = false): Promise<void> {
  sending = sending.then(() => sendHeld(always));
  return sending;
}

async function sendHeld(always: boolean): Promise<void> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  if (!always && sessionStorage.getItem(SENT)) return;
  try {
    await renew(await navigator.serviceWorker.ready);
    sessionStorage.setItem(SENT, "yes");
  } catch {
    // signed out, or no network: the next start tries again
  }
}

async function renew(worker: ServiceWorkerRegistration): Promise<void> {
  const held = await worker.pushManager.getSubscription();
  if (!held && !localStorage.getItem(ALLOWED)) return;
  const key = await serverKey();
  if (held && isFor(held, key)) return send("POST", held);
  if (held) {
    await send("DELETE", held).catch(() => undefined);
    await held.unsubscribe();
  }
  await send("POST", await make(worker, key));
}

function make(worker: ServiceWorkerRegistration, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** Was it made for this key? A browser that doesn't say is believed. */
function isFor(held: PushSubscription, key: Uint8Array): boolean {
  const made = held.options?.applicationServerKey;
  return !made || new Uint8Array(made).every((byte, n) => byte === key[n]);
}

async function serverKey(): Promise<Uint8Array<ArrayBuffer>> {
  const { key } = (await (await fetch("/push/key")).json()) as { key: string };
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function send(method: "POST" | "DELETE", held: PushSubscription): Promise<void> {
  const { endpoint, keys } = held.toJSON();
  const token = document.querySelector<HTMLMetaElement>("meta[name=token]")?.content ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
  const answer = await fetch("/push/subscriptions", { method, headers, body: JSON.stringify({ endpoint, keys }) });
  if (!answer.ok) throw new Error(String(answer.status));
}
