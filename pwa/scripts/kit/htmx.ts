/** htmx under a strict policy: nothing evaluated, no style injected, only our own addresses, token sent along. */
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyEnabled = false;

document.body.addEventListener("htmx:configRequest", (event) => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  headers["X-CSRF-Token"] = document.querySelector<HTMLMetaElement>("meta[name=token]")?.content ?? "";
});
