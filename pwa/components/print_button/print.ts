/** The device's print sheet, which also saves as PDF. */
export default function print(element: HTMLElement): void {
  if (typeof window.print !== "function") return;
  element.hidden = false;
  element.addEventListener("click", () => window.print());
}
