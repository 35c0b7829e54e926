/** One press is one request: a form that is on its way isn't sent again until the page is shown anew. */
export function sendOnce(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending !== undefined) return event.preventDefault();
    form.dataset.sending = "";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 12_000);
  });
  addEventListener("pageshow", () => root.querySelectorAll<HTMLFormElement>("form[data-sending]").forEach(release));
}

function release(form: HTMLFormElement): void {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}
