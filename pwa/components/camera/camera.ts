/**
 * A camera page of our own: frame, hints on light, focus and glare, one big shutter. What it takes goes into the same file
 * fields that work without it; where there is no camera or no permission, the fields stay. The server decides, not the hints.
 */
import WORDS from "./camera.words.json";

const LONGEST = { environment: 2000, user: 960 }; // pixels
const LOOK = { every: 350, width: 160 }; // milliseconds, pixels
const DARK = 55,
  DULL = 12,
  WHITE = 0.035; // mean grey, mean difference between neighbours (as squares), share of pure white

interface Slot {
  key: string;
  title: string;
  says: string;
  input: HTMLInputElement;
  canvas: HTMLCanvasElement;
  done: HTMLElement;
}

export default function camera(root: HTMLElement): void {
  root.classList.add("camera--scripted");
  for (const line of root.querySelectorAll(".camera__done")) line.textContent = WORDS.none;
  const slots = [...root.querySelectorAll<HTMLElement>(".camera__slot")].map(slotOf);
  for (const slot of slots) slot.input.addEventListener("change", () => void chosen(slot));
  const open = root.querySelector<HTMLButtonElement>(".camera__open");
  if (!open || !navigator.mediaDevices?.getUserMedia) return;
  open.hidden = false;
  open.addEventListener("click", () => void start(root, slots));
}

function slotOf(element: HTMLElement): Slot {
  const find = <T extends Element>(what: string): T => element.querySelector<T>(what) as T;
  return {
    key: element.dataset.key ?? "",
    title: find(".camera__title").textContent ?? "",
    says: find(".camera__says").textContent ?? "",
    input: find(".camera__input"),
    canvas: find(".camera__taken"),
    done: find(".camera__done"),
  };
}

async function start(root: HTMLElement, slots: Slot[]): Promise<void> {
  const part = <T extends HTMLElement>(name: string): T => root.querySelector<T>(`.camera__${name}`) as T;
  const [stage, video, frame, hint, shoot] = [
    part("stage"),
    part<HTMLVideoElement>("video"),
    part("frame"),
    part("hint"),
    part("shoot"),
  ];
  const facing = root.dataset.facing === "user" ? "user" : "environment";
  const trouble = part("trouble");
  let stream: MediaStream;
  try {
    const ideal = facing === "user" ? 1280 : 2560;
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: facing, width: { ideal } },
      audio: false,
    });
  } catch {
    trouble.textContent = WORDS.trouble;
    return;
  }
  trouble.textContent = "";
  video.srcObject = stream;
  root.classList.add("camera--live");
  stage.hidden = false;
  await video.play();
  const timer = setInterval(() => guide(video, frame, hint, facing), LOOK.every);
  const close = (): void => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    stage.hidden = true;
    root.classList.remove("camera--live");
  };
  part("close").addEventListener("click", close, { once: true });
  addEventListener("pagehide", close, { once: true });
  for (const slot of slots) {
    stage.dataset.key = slot.key;
    part("what").textContent = slot.title;
    part("how").textContent = slot.says;
    shoot.focus({ preventScroll: true });
    stage.scrollIntoView({ block: "nearest" });
    await pressed(shoot);
    if (!video.srcObject) return;
    await take(video, slot, facing, Number(root.dataset.shots ?? 1));
  }
  close();
  root.closest("form")?.querySelector<HTMLElement>("[type=submit]")?.focus();
}

function pressed(button: HTMLElement): Promise<void> {
  return new Promise((done) => button.addEventListener("click", () => done(), { once: true }));
}

async function take(video: HTMLVideoElement, slot: Slot, facing: "environment" | "user", shots: number): Promise<void> {
  const box = new DataTransfer();
  for (let shot = 0; shot < shots; shot++) {
    if (shot) await new Promise((done) => setTimeout(done, 250));
    const scale = Math.min(1, LONGEST[facing] / Math.max(video.videoWidth, video.videoHeight));
    draw(slot.canvas, video, video.videoWidth * scale, video.videoHeight * scale);
    const blob = await new Promise<Blob | null>((done) => slot.canvas.toBlob(done, "image/jpeg", 0.92));
    if (blob) box.items.add(new File([blob], `${slot.key}-${shot}.jpg`, { type: "image/jpeg" }));
  }
  slot.input.files = box.files;
  taken(slot);
}

function draw(canvas: HTMLCanvasElement, source: CanvasImageSource, width: number, height: number): void {
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
}

function taken(slot: Slot): void {
  slot.canvas.hidden = false;
  slot.done.textContent = WORDS.taken;
}

/** A file that was chosen: shown, and made small enough for a weak network. */
async function chosen(slot: Slot): Promise<void> {
  const file = slot.input.files?.[0];
  slot.done.textContent = file ? WORDS.chosen : WORDS.none;
  slot.canvas.hidden = true;
  if (!file || (slot.input.files?.length ?? 0) > 1) return;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, 2400 / Math.max(picture.width, picture.height));
    draw(slot.canvas, picture, picture.width * scale, picture.height * scale);
    slot.canvas.hidden = false;
    if (scale === 1 && file.size < 2_000_000) return;
    const blob = await new Promise<Blob | null>((done) => slot.canvas.toBlob(done, "image/jpeg", 0.9));
    if (!blob || blob.size >= file.size) return;
    const box = new DataTransfer();
    box.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    slot.input.files = box.files;
  } catch {
    // a format this browser can't draw goes to the server as it is
  }
}

const small = document.createElement("canvas");

/** What the middle of the picture says about light, focus and glare. */
function guide(video: HTMLVideoElement, frame: HTMLElement, hint: HTMLElement, facing: string): void {
  if (!video.videoWidth) return;
  const height = Math.round((LOOK.width * video.videoHeight) / video.videoWidth);
  small.width = LOOK.width;
  small.height = height;
  const pen = small.getContext("2d", { willReadFrequently: true });
  pen?.drawImage(video, 0, 0, LOOK.width, height);
  const pixels = pen?.getImageData(0, 0, LOOK.width, height).data;
  if (!pixels) return;
  let light = 0,
    sharp = 0,
    white = 0,
    count = 0,
    before = 0;
  const [top, bottom] = [Math.round(height * 0.15), Math.round(height * 0.85)];
  for (let at = top * LOOK.width * 4; at < bottom * LOOK.width * 4; at += 4) {
    const [red, green, blue] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
    const grey = (red + 2 * green + blue) / 4;
    light += grey;
    sharp += (grey - before) ** 2;
    if (Math.min(red, green, blue) > 250) white++;
    before = grey;
    count++;
  }
  const problem =
    light / count < DARK
      ? "dark"
      : facing === "user"
        ? ""
        : white / count > WHITE
          ? "glare"
          : sharp / count < DULL
            ? "dull"
            : "";
  frame.classList.toggle("camera__frame--good", !problem);
  const says = WORDS[problem || "good"];
  if (hint.textContent !== says) hint.textContent = says;
}
