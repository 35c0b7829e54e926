import WORDS from "./service_worker.words.json";

declare const self: ServiceWorkerGlobalScope;
declare const VERSION: string;
declare const PRECACHE: string[];
/** The first 8 bytes of SHA-256 of each asset of this build, in base 64, by file name. */
declare const DIGESTS: Record<string, string>;
declare const ICON: string;
declare const RETIRED: boolean;

const CACHE = `futian-${VERSION}`;
const PAGES_KEPT = 30;

self.addEventListener("install", (event) => {
  event.waitUntil(RETIRED ? self.skipWaiting() : precache());
});

async function precache(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of PRECACHE) {
    const answer = await fetch(path, { cache: "no-cache" });
    if (!answer.ok || !(await isGenuine(path, answer))) throw new Error(path); // tried again with the next visit
    await cache.put(path, answer);
  }
  await keepPublic("/").catch(() => undefined);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(RETIRED ? retire() : dropOldCaches().then(() => self.clients.claim()));
});

async function dropOldCaches(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith("futian-") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
  if (event.data === "keep-me" && !RETIRED && event.source instanceof WindowClient)
    event.waitUntil(keepPublic(event.source.url).catch(() => undefined));
});

/** The page that was open before this worker came: the first visit counts as well. */
async function keepPublic(url: string): Promise<void> {
  const request = new Request(url, { headers: { Accept: "text/html" } });
  const answer = await fetch(request);
  if (mayKeep(answer)) await keep(request, answer);
}

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
  const cached = await caches.match(request);
  if (cached) return cached;
  const path = new URL(request.url).pathname;
  for (const again of [undefined, "reload"] as const) {
    const answer = await fetch(request, again && { cache: again });
    if (!answer.ok) return answer;
    if (!(await isGenuine(path, answer))) continue; // a network answered in our place, and the browser may have kept that
    await (await caches.open(CACHE)).put(request, answer.clone()).catch(() => undefined); // no room is no reason to fail
    return answer;
  }
  return Response.error();
}

/** Is it what was built? An asset of another build is believed when its type is right, and never kept as something else. */
async function isGenuine(path: string, answer: Response): Promise<boolean> {
  const name = path.replace("/assets/", "");
  const type = answer.headers.get("Content-Type") ?? "";
  const wanted = DIGESTS[name];
  if (!wanted) return !name.includes(".") || name.endsWith(".html") === type.startsWith("text/html");
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer()));
  return btoa(String.fromCharCode(...hash.slice(0, 8))) === wanted;
}

async function networkFirst(request: Request, event: FetchEvent): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (mayKeep(answer)) event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch {
    return (await caches.match(request)) ?? (await caches.match("/offline.html")) ?? emptied();
  }
}

/** What is left to say when the browser has thrown away what was kept, the page for no network included. */
function emptied(): Response {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${WORDS.emptied_title}</title>`;
  const body = `<main style="max-width:34em;margin:3em auto;padding:0 1em;font:1.25em/1.7 sans-serif"><h1>${WORDS.emptied_title}</h1><p>${WORDS.emptied}</p></main>`;
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
  };
  return new Response(`<!doctype html><html lang="zh-CN">${head}${body}</html>`, { headers });
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
    ({ url }) => !PRECACHE.includes(new URL(url).pathname) && !new URL(url).pathname.startsWith("/assets/"),
  );
  await Promise.all(pages.slice(0, Math.max(0, pages.length - PAGES_KEPT)).map((old) => cache.delete(old)));
}

/** A declarative push message (Push API): browsers that know it show it by themselves, this worker everywhere else. */
interface Declared {
  web_push?: number;
  notification?: Shown;
}

interface Shown {
  title?: string;
  body?: string;
  navigate?: string;
  tag?: string;
  lang?: string;
  dir?: NotificationDirection;
}

self.addEventListener("push", (event) => {
  event.waitUntil(show(readMessage(event.data)));
});

function readMessage(data: PushMessageData | null): Shown {
  try {
    const said = data?.json() as Declared | null;
    return said?.web_push === 8030 ? (said.notification ?? {}) : {};
  } catch {
    return {};
  }
}

/** Always shows something: platforms withdraw the permission after silent pushes. */
function show({ title, body, navigate, tag, lang, dir }: Shown): Promise<void> {
  const words = { body: body ?? WORDS.body, lang: lang ?? "zh-CN", dir: dir ?? "auto" };
  const options = { ...words, data: ownPath(navigate), icon: ICON, badge: ICON };
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
