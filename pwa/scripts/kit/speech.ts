/** Speech synthesis in the language of the page, a little slower than usual. */
export function utterance(text: string): SpeechSynthesisUtterance {
  const made = new SpeechSynthesisUtterance(text);
  const { lang } = document.documentElement;
  made.lang = lang === "zh-Hans" ? "zh-CN" : lang; // voices are named by place, not by script
  made.rate = 0.9;
  return made;
}
