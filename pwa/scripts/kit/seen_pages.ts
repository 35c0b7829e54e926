/**
 * Pages that the signed-in person has seen, sealed on their own device, so that they open without network.
 * The key is stored beside them as a `CryptoKey` that no script can read, and counts until the session would have ended:
 * then they are locked until the next sign-in. Pages of anybody else and pages older than a week go.
 */
import { all, drop, run } from "./device_store";
import { type Keeper, keyOf, type SealedText, sealText, unsealText } from "./sealing";

const MOST = 60; // pages
const WEEK = 7 * 24 * 3600 * 1000;

/** What is shown again: the content of `main`, made by our server. */
export interface SeenPage {
  title: string;
  html: string;
  /** The classes of `main` and the reading mode of the page. */
  look: string;
  mode: string;
}

interface Entry extends SealedText {
  path: string;
  owner: string;
  at: number;
}

interface Unlocked {
  owner: string;
  key: CryptoKey;
  until: number;
}

/** Remembers the key for so many seconds and takes away what belongs to others, is too old, or is one too many. */
export async function unlock(keeper: Keeper, seconds: number): Promise<void> {
  const entry: Unlocked = { owner: keeper.owner, key: await keyOf(keeper), until: Date.now() + seconds * 1000 };
  await drop<Unlocked>("keys", (one) => one.owner !== keeper.owner);
  const newest = (await all<Entry>("pages")).map((one) => one.at).sort((a, b) => b - a)[MOST] ?? 0;
  await drop<Entry>("pages", (one) => one.owner !== keeper.owner || Date.now() - one.at > WEEK || one.at <= newest);
  await run("keys", "readwrite", (keys) => keys.put(entry));
}

/** The key of whoever was signed in last here, while their session would still run; a phone whose clock ran back is locked. */
export async function unlockedKey(longest: number): Promise<CryptoKey | null> {
  const now = Date.now();
  await drop<Unlocked>("keys", (one) => one.until < now || one.until > now + longest * 1000);
  return (await all<Unlocked>("keys"))[0]?.key ?? null;
}

export async function keepPage(keeper: Keeper, path: string, page: SeenPage): Promise<void> {
  const sealed = await sealText(await keyOf(keeper), JSON.stringify(page));
  const entry: Entry = { path, owner: keeper.owner, at: Date.now(), ...sealed };
  await run("pages", "readwrite", (pages) => pages.put(entry));
}

/** When the page at this path was kept; 0 where it wasn't. */
export async function keptAt(path: string): Promise<number> {
  return (await run<Entry>("pages", "readonly", (pages) => pages.get(path)))?.at ?? 0;
}

export async function openPage(key: CryptoKey, path: string): Promise<(SeenPage & { at: number }) | null> {
  const entry = await run<Entry>("pages", "readonly", (pages) => pages.get(path));
  const text = entry ? await unsealText(key, entry) : null;
  return entry && text ? { ...(JSON.parse(text) as SeenPage), at: entry.at } : null;
}

/** What can be opened, newest first. */
export async function openablePages(key: CryptoKey): Promise<{ path: string; title: string }[]> {
  const entries = (await all<Entry>("pages")).sort((a, b) => b.at - a.at);
  const opened = await Promise.all(
    entries.map(async (entry) => {
      const text = await unsealText(key, entry);
      return text ? { path: entry.path, title: (JSON.parse(text) as SeenPage).title } : null;
    }),
  );
  return opened.filter((one): one is { path: string; title: string } => one !== null);
}

/** Is anything here, locked or not? */
export async function anyPages(): Promise<boolean> {
  return (await all<Entry>("pages")).length > 0;
}
