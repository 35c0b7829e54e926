/** Reloads the part of the page that an event stream announces: data-live="/address", data-select=".part". */
export default function live(element: HTMLElement): void {
  const { live: address, select } = element.dataset;
  if (!address || !("EventSource" in window)) return;
  const source = new EventSource(address);
  source.addEventListener("changed", () => void refresh(element, select ?? `#${element.id}`));
  source.addEventListener("done", () => source.close());
  addEventListener("pagehide", () => source.close());
}

async function refresh(element: HTMLElement, select: string): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(select);
  if (fresh) element.replaceChildren(...fresh.childNodes);
}
