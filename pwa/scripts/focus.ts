/** Puts the reader at this element as soon as the page is there. */
export default function focus(element: HTMLElement): void {
  element.focus({ preventScroll: false });
}
