/** The queue of the guidance desk: asked for anew every few seconds while it is in view, which also says that this desk is on duty. */
const EVERY = 4000; // milliseconds

export default function guidanceQueue(list: HTMLElement): void {
  const look = async (): Promise<void> => {
    if (document.hidden) return;
    const answer = await fetch(list.dataset.again ?? "").catch(() => null);
    if (answer?.ok && !answer.redirected) list.innerHTML = await answer.text(); // a page piece of our own, escaped by the server
  };
  const timer = setInterval(() => void look(), EVERY);
  addEventListener("pagehide", () => clearInterval(timer), { once: true });
}
