import WORDS from "./service_worker.words.json";

declare const self: ServiceWorkerGlobalScope;
declare const VERSION: string;
declare const PRECACHE: string[];
declare const ICON: string;
declare const RETIRED: boolean;

const CACHE = `futian-${VERSION}`;
const PAGES_KEPT = 30;

self.addEventListener("install", (event) => {
  event.waitUntil(RETIRED ? self.skipWaiting() : caches.open(CACHE).then((cache) => cache.addAll(PRECACHE)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(RETIRED ? retire() : dropOldCaches().then(() => self.clients.claim()));
});

async function dropOldCaches(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith("futian-") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

/** The kill switch (`RETIRE_WORKER=1 npm run build`): forget everything and step aside, without waiting. */
async function retire(): Promise<void> {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await self.registration.unregister();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (RETIRED || request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(cacheFirst(request));
  else if (request.mode === "navigate") event.respondWith(networkFirst(request, event));
});

async function cacheFirst(request: Request): Promise<Response> {
  const held = await caches.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

async function networkFirst(request: Request, event: FetchEvent): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (mayKeep(answer)) event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch {
    return (await caches.match(request)) ?? (await caches.match("/offline.html")) ?? Response.error();
  }
}

/** Only what the server calls public; a missing word counts as personal. */
function mayKeep(answer: Response): boolean {
  const control = answer.headers.get("Cache-Control") ?? "";
  return answer.ok && !answer.redirected && /\bpublic\b/.test(control) && !/no-store|private/.test(control);
}

async function keep(request: Request, answer: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(request, answer);
  const pages = (await cache.keys()).filter(
    (kept) => !PRECACHE.includes(new URL(kept.url).pathname) && kept.mode === "navigate",
  );
  await Promise.all(pages.slice(0, Math.max(0, pages.length - PAGES_KEPT)).map((old) => cache.delete(old)));
}

interface Message {
  title?: string;
  body?: string;
  url?: string;
  tag?: string;
}

self.addEventListener("push", (event) => {
  event.waitUntil(show(readMessage(event.data)));
});

function readMessage(data: PushMessageData | null): Message {
  try {
    return (data?.json() ?? {}) as Message;
  } catch {
    return {};
  }
}

/** Always shows something: platforms withdraw the permission after silent pushes. */
function show({ title, body, url, tag }: Message): Promise<void> {
  const options = { body: body ?? WORDS.body, data: ownPath(url), icon: ICON, badge: ICON };
  return self.registration.showNotification(title ?? WORDS.title, tag === undefined ? options : { ...options, tag });
}

/** A path of our own origin, or the inbox. */
function ownPath(url: string | undefined): string {
  const target = new URL(url ?? "/inbox", self.location.origin);
  return target.origin === self.location.origin ? target.pathname + target.search + target.hash : "/inbox";
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(ownPath(event.notification.data as string)));
});

async function open(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = windows.find((client) => new URL(client.url).pathname === path) ?? windows[0];
  if (!same) return void (await self.clients.openWindow(path));
  await same.focus();
  if (new URL(same.url).pathname !== path) await same.navigate(path).catch(() => self.clients.openWindow(path));
}
