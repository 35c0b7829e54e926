/** Says how many characters are left; aloud only near the end and after a pause. */
export default function counter(element: HTMLElement): void {
  const area = element as HTMLTextAreaElement;
  const line = document.createElement("p");
  line.className = "field__hint";
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  area.after(line, spoken);
  let pause = 0;
  const count = (): void => {
    const left = area.maxLength - area.value.length;
    line.textContent = `还可以写 ${left} 个字`;
    clearTimeout(pause);
    if (left < 30) pause = setTimeout(() => (spoken.textContent = line.textContent), 1200);
  };
  area.addEventListener("input", count);
  count();
}
