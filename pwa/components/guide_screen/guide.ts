/** A guide's screen: the mirrored step comes anew by an event stream. What is being typed or chosen there waits until it is left. */
const AGAIN = 3000; // milliseconds

export default function guide(mirror: HTMLElement): void {
  if (!("EventSource" in window) || !mirror.dataset.live) return;
  let waiting = "";
  const outside = mirror.querySelector("[data-waits]") !== null; // until she lets the guide in there is nothing to do beside it
  const busy = (): boolean => mirror.querySelector("details[open]")?.contains(document.activeElement) ?? false;
  const show = (piece: string): void => {
    waiting = busy() ? piece : "";
    if (waiting) return;
    mirror.innerHTML = piece; // a page piece of our own, escaped by the server
    if (outside && !mirror.querySelector("[data-waits]")) location.reload();
  };
  const source = new EventSource(mirror.dataset.live);
  source.addEventListener("screen", (event) => show((event as MessageEvent<string>).data));
  source.addEventListener("over", () => {
    source.close();
    location.reload();
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // the browser asks again by itself
    mirror.replaceChildren(); // signed out, or no longer the guide: what was there is nobody's to read
    setTimeout(() => location.reload(), AGAIN);
  });
  mirror.addEventListener("focusout", () => setTimeout(() => waiting && show(waiting), 0));
  addEventListener("pagehide", () => source.close(), { once: true });
}
