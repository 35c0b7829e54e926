/** Signs with a finger, a pen or a mouse: strokes go into the hidden field as `x,y x,y;x,y …` on a field of 1000 × 400. */
import WORDS from "./signature_pad.words.json";

const WIDTH = 1000;
const HEIGHT = 400;
const MOST = 3900; // points; the server takes 4000
const APART = 6; // points that are nearer than this to the one before say nothing new

type Point = [number, number];

export default function signaturePad(element: HTMLElement): void {
  const canvas = element.querySelector("canvas");
  const field = element.querySelector<HTMLInputElement>("input");
  const pen = canvas?.getContext("2d");
  if (!canvas || !field || !pen || !("PointerEvent" in window)) return;
  const state = element.querySelector<HTMLElement>("[role=status]");
  let strokes: Point[][] = [];
  let drawing = false;
  Object.assign(pen, { lineWidth: 7, lineCap: "round", lineJoin: "round", strokeStyle: "#1c1b17" });

  const at = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    const within = (value: number, most: number): number => Math.round(Math.min(most, Math.max(0, value)));
    return [
      within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH),
      within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT),
    ];
  };
  const keep = (): void => {
    field.value = strokes.map((line) => line.map((p) => p.join(",")).join(" ")).join(";");
    if (state) state.textContent = strokes.length ? WORDS.signed : "";
  };
  const clear = (): void => {
    strokes = [];
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    keep();
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    strokes.push([at(event)]);
  });
  canvas.addEventListener("pointermove", (event) => {
    const line = strokes[strokes.length - 1];
    const before = line?.[line.length - 1];
    if (!drawing || !line || !before || strokes.reduce((sum, one) => sum + one.length, 0) >= MOST) return;
    const next = at(event);
    if (Math.hypot(next[0] - before[0], next[1] - before[1]) < APART) return;
    line.push(next);
    pen.beginPath();
    pen.moveTo(...before);
    pen.lineTo(...next);
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => {
      drawing = false;
      keep();
    });
  element.querySelector("button")?.addEventListener("click", clear);
  element.hidden = false;
}
