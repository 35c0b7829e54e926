/** One file on its way to the server in pieces (tus): goes on after every break, and says in words how it stands. */
import { type DetailedError, isSupported, Upload } from "tus-js-client";
import type { Waiting } from "./outbox";
import WORDS from "./sending.words.json";

export interface Teller {
  progress(percent: number): void;
  /** Nothing moves for now; it goes on by itself. */
  paused(words: string): void;
  done(): void;
  /** It can't go on; the words are the server's own. Status 0: a network that doesn't let it through; the file stays. */
  refused(words: string, status: number, signedOut: boolean): void;
}

const AT = "/uploads";
const PIECE = 512 * 1024;
const DELAYS = [0, 1000, 2000, 4000, 8000, 15_000];
const AGAIN = 15_000;

export { isSupported };

/** Sends it; `going` is the address where the same file was already begun, on this device or another one. */
export function send(waiting: Waiting, token: string, tell: Teller, going = ""): void {
  const { file } = waiting;
  const upload = new Upload(file, {
    endpoint: going ? null : AT,
    uploadUrl: going || null,
    chunkSize: PIECE,
    uploadDataDuringCreation: going === "",
    retryDelays: DELAYS,
    storeFingerprintForResuming: false,
    headers: { "X-CSRF-Token": token },
    metadata: {
      case: waiting.case,
      slot: waiting.slot,
      filename: file.name,
      filetype: file.type,
      sha256: waiting.sha256,
      original: waiting.original,
    },
    onUploadUrlAvailable: () => {
      upload.options.endpoint = null; // what was ended meanwhile isn't begun anew without a word
    },
    onShouldRetry: (error, attempt) => {
      if (attempt > 0) tell.paused(WORDS.weak);
      return navigator.onLine && !blocksMethod(error) && passes(statusOf(error));
    },
    onProgress: (sent, all) => tell.progress(Math.floor((100 * sent) / all)),
    onSuccess: () => tell.done(),
    onError: (error) => failed(error as DetailedError),
  });
  let fresh = false;

  function failed(error: DetailedError): void {
    const status = statusOf(error);
    if (blocksMethod(error) && !upload.options.overridePatchMethod) {
      upload.options.overridePatchMethod = true; // POST with X-HTTP-Method-Override: networks that know only GET and POST
      return anew(); // asking how far it came takes HEAD, which such a network may block, too
    }
    if (blocksMethod(error)) return tell.refused(WORDS.blocked, 0, false);
    if (passes(status)) return wait();
    if (status === 410 && error.originalResponse?.getHeader("Upload-Replaced"))
      return tell.refused(WORDS.replaced, status, false);
    if (status === 410 && !fresh) {
      fresh = true; // expired meanwhile: once more from the start
      return anew();
    }
    tell.refused(wordsOf(error), status, status === 401 || status === 403);
  }

  function anew(): void {
    upload.options.endpoint = AT;
    upload.url = null;
    upload.options.uploadUrl = null;
    upload.start();
  }

  function wait(): void {
    tell.paused(WORDS.paused);
    const again = (): void => {
      clearTimeout(timer);
      removeEventListener("online", again);
      upload.start();
    };
    const timer = setTimeout(again, AGAIN);
    addEventListener("online", again);
  }

  upload.start();
}

/**
 * Did something on the way refuse the method or answer for us: 405, 501, or a refusal that isn't ours (ours are problem+json)?
 * Only our own 401 or 403 leads to a sign-in.
 */
function blocksMethod(error: Error): boolean {
  const status = statusOf(error);
  if (status === 405 || status === 501) return true;
  const type = (error as DetailedError).originalResponse?.getHeader("Content-Type") ?? "";
  return (status === 401 || status === 403 || status === 200) && !type.includes("problem+json");
}

/** Trouble that passes by itself: no network, a server that is busy or being renewed, another device at it. */
function passes(status: number): boolean {
  return status === 0 || status >= 500 || [400, 408, 409, 423, 460].includes(status);
}

function statusOf(error: Error): number {
  return (error as DetailedError).originalResponse?.getStatus() ?? 0;
}

function wordsOf(error: DetailedError): string {
  try {
    return (JSON.parse(error.originalResponse?.getBody() ?? "") as { title: string }).title;
  } catch {
    return WORDS.lost;
  }
}

/** The digest of the whole file: by it another device knows that it is the same one. */
export async function digest(file: Blob): Promise<string> {
  if (crypto.subtle === undefined) return "";
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
