/** Shows the chosen picture, makes it small enough for a weak network, sends it with progress, keeps it after a failure. */
const LONGEST = 2400; // pixels; text of an ID card stays readable for OCR, a 12 MB photo becomes about 700 kB
const WORDS = { lost: "网络断了，照片还在，等网络好了再按一次“上传这一张”。", none: "请先拍一张或选一张。" };

export default function upload(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const canvas = form.querySelector("canvas");
  const line = form.querySelector<HTMLElement>(".upload__progress");
  if (!input || !canvas || !line) return;
  form.classList.add("upload__form--live");
  input.addEventListener("change", () => void preview(input, canvas, line));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.files?.length) line.textContent = WORDS.none;
    else send(form, line);
  });
}

async function preview(input: HTMLInputElement, canvas: HTMLCanvasElement, line: HTMLElement): Promise<void> {
  const file = input.files?.[0];
  const chosen = input.form?.querySelector(".upload__chosen");
  if (chosen) chosen.textContent = file ? `选好了：${file.name}` : "";
  line.textContent = "";
  canvas.hidden = true;
  if (!file?.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
    if (scale < 1 || file.size > 2_000_000) await replace(input, file, canvas);
  } catch {
    canvas.hidden = true; // a format this browser can't draw: the original goes to the server as it is
  }
}

async function replace(input: HTMLInputElement, file: File, canvas: HTMLCanvasElement): Promise<void> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  if (!blob || blob.size >= file.size) return;
  const box = new DataTransfer();
  box.items.add(new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
  input.files = box.files;
}

function send(form: HTMLFormElement, line: HTMLElement): void {
  const request = new XMLHttpRequest();
  const lost = (): void => {
    line.textContent = WORDS.lost;
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    line.textContent = loaded < total ? `正在上传 ${Math.round((loaded / total) * 100)}%` : "已上传，正在看这张照片";
  });
  request.addEventListener("error", lost);
  request.addEventListener("timeout", lost);
  request.addEventListener("load", () => arrived(request));
  request.timeout = 120_000;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
}

/** The server answered with the page that comes next, or with this page and its errors: show it either way. */
function arrived(request: XMLHttpRequest): void {
  if (request.status < 400) return location.assign(request.responseURL);
  const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = fresh.querySelector("main");
  if (!main) return location.reload();
  document.title = fresh.title;
  document.querySelector("main")?.replaceWith(main);
  main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}
