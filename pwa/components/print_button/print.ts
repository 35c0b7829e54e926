/** The device's print sheet, which also saves as PDF; on paper nothing stays folded. */
export default function print(element: HTMLElement): void {
  if (typeof window.print !== "function") return;
  const folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    folded.push(...document.querySelectorAll<HTMLDetailsElement>("details:not([open])"));
    folded.forEach((one) => (one.open = true));
  });
  addEventListener("afterprint", () => folded.splice(0).forEach((one) => (one.open = false)));
  element.hidden = false;
  element.addEventListener("click", () => window.print());
}
