/**
 * Answers that were given without network: they wait on this device, sealed, and are sent in the order in which they were
 * given. The server compares what the page had seen with what is there now (`_seen`), so nothing newer is overwritten.
 */
import { all, drop, run } from "./device_store";
import { type Keeper, keyOf, type SealedText, sealText, unsealText } from "./sealing";

const PATIENCE = 20_000; // milliseconds for one answer

interface Entry extends SealedText {
  id: string;
  owner: string;
  path: string;
  at: number;
}

/** What one page's answers need to be sent, and to be put back into its boxes. */
export interface GivenAnswers {
  body: string;
  typed: string;
}

/** How sending went: all there, no network, signed out, or a page wants another look. */
export type Sent =
  | { state: "sent" | "offline" | "signed_out"; count: number }
  | { state: "look"; count: number; path: string; typed: string };

export async function keepAnswers(keeper: Keeper, path: string, given: GivenAnswers): Promise<boolean> {
  const sealed = await sealText(await keyOf(keeper), JSON.stringify(given));
  const entry: Entry = { id: `${keeper.owner}:${path}`, owner: keeper.owner, path, at: Date.now(), ...sealed };
  const kept = (await run("answers", "readwrite", (answers) => answers.put(entry))) !== undefined;
  await count();
  return kept;
}

const COUNTED = "answers-waiting";

/** How many wait, in a store that isn't emptied together with theirs: a number, nothing of anybody's. */
async function count(): Promise<void> {
  const waiting = (await all<Entry>("answers")).length;
  if (waiting) localStorage.setItem(COUNTED, String(waiting));
  else localStorage.removeItem(COUNTED);
}

/** How many answers this browser has thrown away to make room, said once. */
export async function thrownAway(): Promise<number> {
  const before = Number(localStorage.getItem(COUNTED) ?? 0);
  const lost = before && !(await all<Entry>("answers")).length ? before : 0;
  await count();
  return lost;
}

/** Nothing waits any more: at sign-out. */
export function forgetWaiting(): void {
  localStorage.removeItem(COUNTED);
}

export async function dropAnswers(keeper: Keeper, path: string): Promise<void> {
  await drop<Entry>("answers", (one) => one.id === `${keeper.owner}:${path}`);
  await count();
}

/** Answers of this person that wait, oldest first; those of anybody else go. */
export async function waitingAnswers(keeper: Keeper): Promise<{ path: string }[]> {
  await drop<Entry>("answers", (one) => one.owner !== keeper.owner);
  return (await all<Entry>("answers")).sort((a, b) => a.at - b.at);
}

/** Sends what waits, one after the other, and stops at the first that doesn't go through. */
export async function sendAnswers(keeper: Keeper): Promise<Sent> {
  const key = await keyOf(keeper);
  let count = 0;
  for (const entry of (await waitingAnswers(keeper)) as Entry[]) {
    const text = await unsealText(key, entry);
    if (text === null) {
      await dropAnswers(keeper, entry.path); // sealed with a key of another time: of no use to anybody
      continue;
    }
    const given = JSON.parse(text) as GivenAnswers;
    const answer = await post(entry.path, withToken(given.body));
    if (answer === null) return { state: "offline", count };
    if (answer.redirected && /^\/(sign-in|step-up)/.test(new URL(answer.url).pathname))
      return { state: "signed_out", count };
    await dropAnswers(keeper, entry.path);
    if (!answer.redirected) return { state: "look", count, path: entry.path, typed: given.typed };
    count += 1;
  }
  return { state: "sent", count };
}

/** The token of the session of now: the page may have been sealed in an earlier one. */
function withToken(body: string): string {
  const fields = new URLSearchParams(body);
  const token = document.querySelector<HTMLMetaElement>("meta[name=token]")?.content;
  if (token) fields.set("_token", token);
  return fields.toString();
}

/** Null without network, from a server that is busy, and from a network that answers in our place. */
async function post(path: string, body: string): Promise<Response | null> {
  const patience = new AbortController();
  const enough = setTimeout(() => patience.abort(), PATIENCE);
  const headers = { Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded" };
  try {
    const answer = await fetch(path, { method: "POST", body, headers, signal: patience.signal });
    return answer.status >= 500 || answer.status === 429 || !answer.headers.get("Content-Security-Policy")
      ? null
      : answer;
  } catch {
    return null;
  } finally {
    clearTimeout(enough);
  }
}
