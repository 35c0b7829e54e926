/** Sends the form as soon as all digits of the code stand there, once; the line that says so is shown only then. */
const DIGITS = /^\D*\d(?:\s*\d){5}\D*$/;

export default function completeCode(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const box = form.querySelector<HTMLInputElement>("input[name=code]");
  const says = form.querySelector<HTMLElement>("[data-complete]");
  if (!box) return;
  if (says) says.hidden = false;
  let sent = false;
  const send = (): void => {
    if (sent || !DIGITS.test(box.value)) return;
    sent = true;
    form.querySelector<HTMLButtonElement>("button:not([type=button])")?.click();
  };
  box.addEventListener("input", send);
  // The phone may fill the code in before this runs; what a browser restores on the way back isn't typed, and stays.
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (visit?.type === "navigate") send();
}
