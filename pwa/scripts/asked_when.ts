const CHANGED = "asked"; // a question came or went: questions that depend on it look again, in whichever order they were set up

/** Shows a question only while an earlier answer asks for it; what is hidden isn't sent. Without script all are shown. */
export default function askedWhen(element: HTMLElement): void {
  const form = element.closest("form");
  const { field = "", values = "" } = element.dataset;
  const look = (): void => {
    const given = new FormData(form ?? undefined).getAll(field).map(String); // a hidden question's answer isn't in it
    const asked = given.some((value) => values.split(" ").includes(value));
    const news = element.hidden === asked;
    element.hidden = !asked;
    element.querySelectorAll("input,select,textarea").forEach((control) => control.toggleAttribute("disabled", !asked));
    if (news) form?.dispatchEvent(new Event(CHANGED));
  };
  form?.addEventListener("change", look);
  form?.addEventListener(CHANGED, look);
  look();
}
