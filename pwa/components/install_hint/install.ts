/** Offers to put the app on the home screen: by the browser's own question, or in steps where only the person can do it (iOS). */

const SAID_NO = "install-said-no";

interface InstallQuestion extends Event {
  prompt(): Promise<unknown>;
}

export default function install(box: HTMLElement): void {
  if (saidNo() || matchMedia("(display-mode: standalone)").matches) return;
  box.querySelector("[data-later]")?.addEventListener("click", () => {
    box.hidden = true;
    remember();
  });
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const button = box.querySelector<HTMLButtonElement>("[data-install]");
    if (!button) return;
    button.hidden = box.hidden = false;
    button.addEventListener("click", () => void (event as InstallQuestion).prompt().then(() => (box.hidden = true)));
  });
  const { standalone } = navigator as Navigator & { standalone?: boolean }; // only Safari on iOS has it
  const steps = box.querySelector<HTMLElement>("[data-steps]");
  if (steps && standalone === false) steps.hidden = box.hidden = false;
}

function saidNo(): boolean {
  try {
    return localStorage.getItem(SAID_NO) !== null;
  } catch {
    return true; // a browser that keeps nothing would ask again and again
  }
}

function remember(): void {
  try {
    localStorage.setItem(SAID_NO, "1");
  } catch {
    // asked again next time
  }
}
