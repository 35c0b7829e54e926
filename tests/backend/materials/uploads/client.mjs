/** The real tus-js-client under Node, told on standard input what to do; answers in one line of JSON how it went. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const task = JSON.parse(readFileSync(0, "utf8"));
const content = readFileSync(task.file);
const seen = { statuses: [], highest: 0 };
let stopped = false;

const upload = new Upload(content, {
  endpoint: task.endpoint, uploadUrl: task.url ?? null, chunkSize: task.chunk ?? Infinity, metadata: task.metadata,
  headers: task.headers, retryDelays: Array(task.retries ?? 200).fill(20), uploadDataDuringCreation: task.early ?? false,
  uploadLengthDeferred: false, overridePatchMethod: task.override ?? false,
  onBeforeRequest: (request) => {
    const at = request.getHeader("Upload-Offset");
    if (!task.checksum || at === undefined) return;
    const part = content.subarray(Number(at), Number(at) + task.chunk);
    request.setHeader("Upload-Checksum", `${task.checksum} ${createHash(task.checksum).update(part).digest("base64")}`);
  },
  onAfterResponse: (_, response) => seen.statuses.push(response.getStatus()),
  onProgress: (sent) => {
    seen.highest = Math.max(seen.highest, sent);
    if (!task.stopAt || sent < task.stopAt || stopped) return;
    stopped = true; // at once: what is still on its way would otherwise arrive
    void upload.abort(task.terminate ?? false).then(() => say(task.terminate ? "terminated" : "stopped"));
  },
  onSuccess: () => say("done"),
  onError: (error) => say("failed", error),
});

function say(how, error) {
  process.stdout.write(JSON.stringify({ how, url: upload.url, error: error?.message ?? "", ...seen }) + "\n", () => process.exit(0));
}

upload.start();
