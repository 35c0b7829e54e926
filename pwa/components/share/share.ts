/** The device's own share sheet where there is one, else the address goes to the clipboard. */
import WORDS from "./share.words.json";

export default function share(element: HTMLElement): void {
  const label = element.querySelector("span"),
    status = element.nextElementSibling;
  const url = new URL(element.dataset.url ?? "", location.href).href;
  const title = element.dataset.title ?? document.title;
  if (!("share" in navigator) && !("clipboard" in navigator)) return;
  element.hidden = false;
  element.addEventListener("click", () => {
    if ("share" in navigator) return void navigator.share({ title, url }).catch(() => undefined);
    void (navigator as Navigator).clipboard.writeText(url).then(() => {
      for (const said of [label, status]) if (said) said.textContent = WORDS.copied;
    });
  });
}
