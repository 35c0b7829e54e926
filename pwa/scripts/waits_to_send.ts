/** A form that is sent once, and waits visibly while there is no network: what it sends names its event, so twice is once. */
import { save, sayIn } from "./kept_form";

const NOBODY = { owner: "", key: "" }; // nothing of it stays on the device

export default function waitsToSend(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sending === undefined) void save(form, NOBODY, location.pathname, sayIn(form));
  });
}
