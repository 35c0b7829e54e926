/** Reads a part of the page aloud in Mandarin, sentence by sentence; a second press stops. */
import { utterance } from "../../scripts/kit/speech";
import WORDS from "./read_aloud.words.json";

export default function readAloud(element: HTMLElement): void {
  if (!("speechSynthesis" in window)) return;
  const label = element.querySelector("span");
  const said = label?.textContent ?? "";
  const rest = (): void => {
    speechSynthesis.cancel();
    element.setAttribute("aria-pressed", "false");
    if (label) label.textContent = said;
  };
  const speak = (): void => {
    const targets = (element.dataset.target ?? "main").split(" ");
    const sentences = targets.flatMap((id) => sentencesOf(document.getElementById(id)));
    const utterances = sentences.map(utterance);
    utterances[utterances.length - 1]?.addEventListener("end", rest);
    utterances.forEach((one) => speechSynthesis.speak(one));
    element.setAttribute("aria-pressed", "true");
    if (label) label.textContent = WORDS.stop;
  };
  element.hidden = false;
  element.addEventListener("click", () => (element.getAttribute("aria-pressed") === "true" ? rest() : speak()));
  addEventListener("pagehide", rest);
}

/** Short pieces: long ones are cut off by some engines after 15 seconds. */
function sentencesOf(root: HTMLElement | null): string[] {
  const parts = root?.querySelectorAll<HTMLElement>("h1,h2,h3,p,li,dt,dd,.said") ?? [];
  const heard = (e: HTMLElement): boolean =>
    Boolean(e.offsetParent) && !e.querySelector("p,li,dt,dd") && !e.closest("[data-unsaid]");
  const texts = [...parts].filter(heard).map(spoken);
  return texts
    .flatMap((text) => text.split(/(?<=[。？！；])/))
    .map((s) => s.trim())
    .filter(Boolean);
}

/** What a part says to a listener: its visible text, and of a masked number only the words made for the ear. */
function spoken(part: HTMLElement): string {
  let text = part.innerText;
  for (const stars of part.querySelectorAll<HTMLElement>(".masked > [aria-hidden]"))
    text = text.replace(stars.innerText, "");
  return text;
}
