/** Registers the service worker; a new one waits until the resident agrees or every page is closed. */
export function register(): void {
  const start = (): void =>
    void navigator.serviceWorker
      .register("/service_worker.js")
      .then(watch)
      .then(keepThis)
      .catch(() => undefined);
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
}

/** The page that is open before the worker is there is kept, too; personal ones are never kept by it. */
async function keepThis(): Promise<void> {
  if (navigator.serviceWorker.controller) return;
  (await navigator.serviceWorker.ready).active?.postMessage("keep-me");
}

function watch(registration: ServiceWorkerRegistration): void {
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller) offer(fresh);
    });
  });
}

/** Never in the middle of a form: there the new version simply waits. */
function offer(fresh: ServiceWorker): void {
  const bar = document.querySelector<HTMLElement>("[data-update]");
  if (!bar || document.querySelector("main form[method=post]")) return;
  bar.hidden = false;
  bar.querySelector("button")?.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    fresh.postMessage("take-over");
  });
}
