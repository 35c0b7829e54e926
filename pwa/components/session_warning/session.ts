/** Warns before the session ends and renews it when asked (GET /session.json, POST /session). */
const WARN_BEFORE = 150; // seconds

export default function session(element: HTMLElement): void {
  const dialog = element as HTMLDialogElement;
  if (typeof dialog.showModal !== "function") return;
  dialog.querySelector("[data-stay]")?.addEventListener("click", () => void stay(dialog));
  document.addEventListener("visibilitychange", () => document.hidden || void look(dialog));
  void look(dialog);
}

async function look(dialog: HTMLDialogElement): Promise<void> {
  const answer = await fetch("/session.json").catch(() => null);
  if (!answer?.ok) return;
  const { seconds } = (await answer.json()) as { seconds: number };
  clearTimeout(Number(dialog.dataset.timer));
  if (seconds > WARN_BEFORE) {
    dialog.dataset.timer = String(setTimeout(() => void look(dialog), (seconds - WARN_BEFORE) * 1000));
    return;
  }
  const left = dialog.querySelector("[data-left]");
  if (left) left.textContent = seconds > 60 ? `${Math.floor(seconds / 60)}分钟多` : "不到一分钟";
  if (seconds > 0 && !dialog.open) dialog.showModal();
  dialog.dataset.timer = String(
    setTimeout(() => (seconds > 0 ? void look(dialog) : location.reload()), Math.max(seconds, 1) * 1000),
  );
}

async function stay(dialog: HTMLDialogElement): Promise<void> {
  const headers = { "X-CSRF-Token": dialog.dataset.token ?? "" };
  await fetch("/session", { method: "POST", headers }).catch(() => null);
  dialog.close();
  await look(dialog);
}
