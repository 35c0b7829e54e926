/** Starts the module that each element names in `data-module`. Every page is complete before this arrives. */
import modules from "modules";
import { sendOnce } from "./kit/once";

function start(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-module]:not([data-started])")) {
    element.dataset.started = "";
    for (const name of (element.dataset.module ?? "").split(" ")) {
      void modules[name]?.().then((module) => module.default(element));
    }
  }
}

const seen = document.querySelector<HTMLElement>("main[data-seen]");
const content = seen?.innerHTML ?? ""; // as the server sent it, before any module changes it
start(document);
if (seen) void import("./kit/seen_page").then((module) => module.seenPage(seen, content));
sendOnce(document);
document.addEventListener("htmx:load", (event) => start((event.target as Element).parentElement ?? document));
if (document.querySelector("[hx-get],[hx-post]")) void import("./kit/htmx");
if ("serviceWorker" in navigator) void import("./kit/worker").then((worker) => worker.register());
if ("Notification" in window && Notification.permission === "granted")
  void import("./kit/push_subscription").then((push) => push.resync());
