/** Shows the chosen picture, makes it small, sends it in pieces with progress, and goes on by itself after every break. */

import { fill } from "../../scripts/kit/fill";
import { canKeep, forget, type Keeper, keep, standing, type Waiting, waitingIn } from "../../scripts/kit/outbox";
import { prepared } from "../../scripts/kit/photo";
import { digest, isSupported, send } from "../../scripts/kit/sending";
import WORDS from "./upload.words.json";

interface Parts {
  form: HTMLFormElement;
  input: HTMLInputElement;
  canvas: HTMLCanvasElement;
  line: HTMLElement;
  bar: HTMLProgressElement;
  keeper: Keeper;
}

export default function upload(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const canvas = form.querySelector("canvas");
  const line = form.querySelector<HTMLElement>(".upload__progress");
  const bar = form.querySelector<HTMLProgressElement>(".upload__bar");
  if (!input || !canvas || !line || !bar) return;
  const keeper = { owner: form.dataset.owner ?? "", key: form.dataset.key ?? "" };
  const parts: Parts = { form, input, canvas, line, bar, keeper };
  let chosen = show(parts); // somebody may be quicker than this script
  form.classList.add("upload__form--live");
  const goes = Boolean(form.dataset.case) && isSupported; // else the plain form does it
  const sendsAtOnce = goes && !form.dataset.going; // beside a half file the other one is compared and confirmed first
  form.classList.toggle("upload__form--at-once", sendsAtOnce);
  input.addEventListener("change", () => {
    chosen = show(parts);
    if (sendsAtOnce && chosen) void begin(parts, chosen);
  });
  if (!goes) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen && input.files?.length) void begin(parts, chosen);
    else line.textContent = WORDS.none;
  });
  if (sendsAtOnce && chosen) void begin(parts, chosen);
  void goOn(parts);
}

/** The chosen file in our own words and as a picture; answers what will be sent. */
function show({ input, canvas, line, form }: Parts): Promise<File> | null {
  const file = input.files?.[0];
  const chosen = form.querySelector(".upload__chosen");
  if (chosen) chosen.textContent = file ? fill(WORDS.chosen, { name: file.name }) : "";
  line.textContent = "";
  line.classList.remove("upload__progress--bad");
  const ready = file ? prepared(file, canvas) : null;
  if (file && ready) void compare(form, input, file, ready).catch(() => undefined); // whoever sends it is told
  return ready;
}

/** Beside a file that came only half: whether the one just chosen goes on there, said before anything is sent. */
async function compare(
  form: HTMLFormElement,
  input: HTMLInputElement,
  original: File,
  chosen: Promise<File>,
): Promise<void> {
  const says = form.querySelector<HTMLElement>(".halfway__says");
  if (!says || !form.dataset.going) return;
  const file = await chosen;
  const [sent, before] = [await digest(file), await digest(original)];
  if (input.files?.[0] !== original || sent === "") return;
  const known = before === (form.dataset.original || form.dataset.sha256);
  says.setAttribute("role", "status");
  says.textContent = sent === form.dataset.sha256 ? WORDS.same : known ? WORDS.shrunk : WORDS.other;
}

async function begin(parts: Parts, chosen: Promise<File>): Promise<void> {
  if (parts.form.dataset.sending !== undefined) return;
  parts.form.dataset.sending = "";
  parts.form.classList.remove("upload__form--at-once");
  try {
    await keepAndStart(parts, await chosen);
  } catch {
    delete parts.form.dataset.sending; // the file changed or went away since it was chosen: any other one can be sent
    parts.input.value = "";
    parts.line.textContent = WORDS.unreadable;
    parts.line.classList.add("upload__progress--bad");
  }
}

async function keepAndStart(parts: Parts, file: File): Promise<void> {
  const original = parts.input.files?.[0];
  const { case: inCase = "", slot = "", held = "", sha256: going = "" } = parts.form.dataset;
  const waiting: Waiting = {
    case: inCase,
    slot,
    file,
    held,
    going,
    sha256: await digest(file),
    original: original ? await digest(original) : "",
  };
  await keep(parts.keeper, waiting);
  start(parts, waiting);
}

/** A file that was begun here before goes on without being asked for again. */
async function goOn(parts: Parts): Promise<void> {
  const { case: inCase = "", slot = "" } = parts.form.dataset;
  const found = (await waitingIn(parts.keeper, inCase)).find((waiting) => waiting.slot === slot);
  if (!found || parts.form.dataset.sending !== undefined) return;
  const how = standing(found, { held: parts.form.dataset.held, going: parts.form.dataset.sha256 });
  if (how !== "due") {
    if (how === "overtaken") parts.line.textContent = WORDS.overtaken;
    return forget(parts.keeper, inCase, slot);
  }
  parts.form.dataset.sending = "";
  parts.line.textContent = WORDS.goes;
  await prepared(found.file, parts.canvas);
  start(parts, found);
}

function start(parts: Parts, waiting: Waiting): void {
  const { form, line, bar, keeper } = parts;
  const same = form.dataset.sha256 === waiting.sha256 && waiting.sha256 !== "";
  const way = bar.parentElement;
  const button = form.querySelector("button");
  if (way) way.hidden = false;
  line.classList.remove("upload__progress--bad");
  button?.setAttribute("aria-busy", "true");
  form.querySelector(".halfway")?.remove();
  send(
    waiting,
    form.querySelector<HTMLInputElement>("[name=_token]")?.value ?? "",
    {
      progress: (percent) => {
        bar.value = percent;
        line.textContent = percent < 100 ? fill(WORDS.sending, { percent }) : WORDS.sent;
      },
      paused: (words) => {
        line.textContent = words;
      },
      done: () => void forget(keeper, waiting.case, waiting.slot).then(() => location.assign(form.action)),
      refused: (words, status, signedOut) => void stopped(parts, waiting, words, status, signedOut),
    },
    same ? form.dataset.going : "",
  );
}

/** It can't go on as it is: say why; a file that waits for a sign-in is kept, any other one isn't sent again. */
async function stopped(
  parts: Parts,
  waiting: Waiting,
  words: string,
  status: number,
  signedOut: boolean,
): Promise<void> {
  const { form, line, bar, keeper } = parts;
  delete form.dataset.sending;
  form.querySelector("button")?.removeAttribute("aria-busy");
  if (bar.parentElement) bar.parentElement.hidden = true;
  const signIn = signedOut && canKeep(keeper);
  line.textContent = signIn ? WORDS.signIn : words;
  line.classList.toggle("upload__progress--bad", !signIn);
  if (signIn) return location.assign(form.action);
  if (status !== 429 && status !== 0) await forget(keeper, waiting.case, waiting.slot); // whoever was too quick sends it with the next visit
}
