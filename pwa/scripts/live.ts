/**
 * Shows the page anew when an event stream says that something has changed: data-live="/address", data-again="/page".
 * Without streams, or when the server has no room to wait, it asks now and then; a page that comes back from sleep looks at once.
 */
const EVERY = 3000; // milliseconds between two looks where no stream tells
const LONGEST = 120_000; // after that the reader presses the link
const NOT_YOURS = 403; // the principal went on by herself meanwhile: the answer is the page that says so

export default function live(element: HTMLElement): void {
  const { live: address, again } = element.dataset;
  if (!address || !again) return;
  let over = false;
  const finish = (): void => {
    over = true;
    source?.close();
  };
  const look = async (): Promise<void> => {
    if (over || !element.isConnected) return finish();
    if (await refresh(element, again)) finish();
  };
  const ask = (started = Date.now()): void => {
    if (over || Date.now() - started > LONGEST) return;
    setTimeout(() => void look().finally(() => ask(started)), EVERY);
  };
  const source = "EventSource" in window ? new EventSource(address) : null;
  source?.addEventListener("changed", () => void look());
  source?.addEventListener("error", () => source.readyState === EventSource.CLOSED && ask());
  if (!source) ask();
  addEventListener("pagehide", finish, { once: true });
  document.addEventListener("visibilitychange", () => document.hidden || void look());
}

/** Puts the page's new main part in place of the old one; answers whether there is nothing more to wait for. */
async function refresh(element: HTMLElement, again: string): Promise<boolean> {
  const answer = await fetch(again, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || (!answer.ok && answer.status !== NOT_YOURS)) return false;
  if (answer.redirected) {
    location.assign(answer.url); // nothing is left to see here: the way goes on there
    return true;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = fresh.querySelector("main");
  if (!main || main.querySelector("[data-live]")) return false;
  document.title = fresh.title;
  element.closest("main")?.replaceWith(main);
  main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  main.querySelector<HTMLElement>("[data-result]")?.focus();
  return true;
}
