/** Switches the look at once and keeps the place on the page; the cookie is set by the same form in the background. */
export default function modeSwitch(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  form.addEventListener("submit", () => sessionStorage.setItem("scroll", String(scrollY / document.body.scrollHeight)));
  const kept = sessionStorage.getItem("scroll");
  if (kept === null) return;
  sessionStorage.removeItem("scroll");
  scrollTo({ top: Number(kept) * document.body.scrollHeight, behavior: "instant" });
}
