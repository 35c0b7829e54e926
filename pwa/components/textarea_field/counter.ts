/** Says how many characters are left, aloud only near the end and after a pause; a text that is too long isn't sent. */

import { fill } from "../../scripts/kit/fill";
import WORDS from "./counter.words.json";

export default function counter(element: HTMLElement): void {
  const area = element as HTMLTextAreaElement;
  const line = document.createElement("p");
  line.className = "field__hint";
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  area.after(line, spoken);
  let pause = 0;
  const most = Number(area.dataset.most);
  const room = (): number => most - [...area.value.trim()].length;
  const count = (): void => {
    const left = room();
    line.textContent = left < 0 ? fill(WORDS.over, { count: -left }) : fill(WORDS.left, { count: left });
    clearTimeout(pause);
    if (left < 30) pause = setTimeout(() => (spoken.textContent = line.textContent), 1200);
  };
  area.addEventListener("input", count);
  const hold = (event: Event): void => {
    if (room() >= 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    spoken.textContent = line.textContent;
    area.focus();
  };
  area.form?.addEventListener("submit", hold, { capture: true });
  count();
}
