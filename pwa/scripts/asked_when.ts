/** Shows a question only while an earlier answer asks for it; what is hidden isn't sent. Without script all are shown. */
export default function askedWhen(element: HTMLElement): void {
  const form = element.closest("form");
  const { field = "", values = "" } = element.dataset;
  const look = (): void => {
    const given = new FormData(form ?? undefined).getAll(field).map(String);
    const asked = given.some((value) => values.split(" ").includes(value));
    element.hidden = !asked;
    element.querySelectorAll("input,select,textarea").forEach((control) => control.toggleAttribute("disabled", !asked));
  };
  form?.addEventListener("change", look);
  look();
}
