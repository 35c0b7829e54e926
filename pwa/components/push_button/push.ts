/** Subscribes this device to push messages and takes the subscription back; re-sends it at each visit. */
const WORDS = {
  on: "已打开。这台设备会提醒您。",
  off: "已关闭，这台设备不再提醒。",
  denied: "这台设备的设置里关掉了提醒。消息都还在“消息”里，不会错过。",
  failed: "没有打开成功，请稍后再试。消息都在“消息”里，不会错过。",
};

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
  if (label) label.textContent = on ? "关闭这台设备的提醒" : "在这台设备上提醒我";
  const state = box.querySelector("[role=status]");
  if (state) state.textContent = words;
}
