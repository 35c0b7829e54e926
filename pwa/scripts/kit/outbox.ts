/**
 * Files that wait on this device until the server has them: they survive a restart, sealed with a key that only pages of
 * the signed-in person are given, and leave with success, with another person, and after a week.
 */
import { all, run } from "./device_store";
import { type Keeper, keyOf } from "./sealing";

export type { Keeper } from "./sealing";

export interface Waiting {
  case: string;
  slot: string;
  file: File;
  sha256: string;
  /** The digest of what was chosen, before it was made smaller. */
  original: string;
  /** The digests of what lay in the slot and of what was on its way there when this file was chosen. */
  held: string;
  going: string;
}

interface Sealed {
  id: string;
  owner: string;
  case: string;
  slot: string;
  sha256: string;
  original: string;
  held: string;
  going: string;
  about: ArrayBuffer;
  content: ArrayBuffer;
  iv: Uint8Array<ArrayBuffer>;
  at: number;
}

const WEEK = 7 * 24 * 3600 * 1000;

/** Can this device keep files safely for this person? */
export function canKeep({ key }: Keeper): boolean {
  return key !== "" && "indexedDB" in window && crypto.subtle !== undefined;
}

export async function keep(keeper: Keeper, waiting: Waiting): Promise<void> {
  if (!canKeep(keeper)) return;
  const { file, slot, sha256, original, held, going } = waiting;
  const [key, iv] = [await keyOf(keeper), crypto.getRandomValues(new Uint8Array(12))];
  const name = new TextEncoder().encode(JSON.stringify([file.name, file.type]));
  const seal = (data: BufferSource, n: number): Promise<ArrayBuffer> => crypto.subtle.encrypt(box(iv, n), key, data);
  const entry: Sealed = {
    id: `${keeper.owner}:${waiting.case}/${slot}`,
    owner: keeper.owner,
    case: waiting.case,
    slot,
    sha256,
    original,
    held,
    going,
    iv,
    at: Date.now(),
    about: await seal(name, 0),
    content: await seal(await file.arrayBuffer(), 1),
  };
  await run("files", "readwrite", (files) => files.put(entry));
}

/** What waits for this person in this case; whatever belongs to somebody else or is too old goes. */
export async function waitingIn(keeper: Keeper, inCase: string): Promise<Waiting[]> {
  if (!canKeep(keeper)) return [];
  const found = await all<Sealed>("files");
  const stale = found.filter((entry) => entry.owner !== keeper.owner || Date.now() - entry.at > WEEK);
  await Promise.all(stale.map((entry) => run("files", "readwrite", (files) => files.delete(entry.id))));
  const ours = found.filter((entry) => !stale.includes(entry) && entry.case === inCase);
  const opened = await Promise.all(ours.map((entry) => open(keeper, entry)));
  return opened.filter((entry): entry is Waiting => entry !== null);
}

/** The digests of what lies in a slot and of what is on its way there. */
export interface There {
  held?: string | undefined;
  going?: string | undefined;
}

/** How a file that waited stands to what is there now: still to be sent, there already, or overtaken from elsewhere meanwhile. */
export function standing(waiting: Waiting, { held = "", going = "" }: There): "due" | "there" | "overtaken" {
  if (held !== "" && held === waiting.sha256) return "there";
  if (held !== "" && held !== waiting.held) return "overtaken";
  return going !== "" && going !== waiting.sha256 && going !== waiting.going ? "overtaken" : "due";
}

export async function forget(keeper: Keeper, inCase: string, slot: string): Promise<void> {
  if (canKeep(keeper)) await run("files", "readwrite", (files) => files.delete(`${keeper.owner}:${inCase}/${slot}`));
}

async function open(keeper: Keeper, entry: Sealed): Promise<Waiting | null> {
  try {
    const key = await keyOf(keeper);
    const unseal = (data: ArrayBuffer, n: number): Promise<ArrayBuffer> =>
      crypto.subtle.decrypt(box(entry.iv, n), key, data);
    const [name, type] = JSON.parse(new TextDecoder().decode(await unseal(entry.about, 0))) as [string, string];
    const file = new File([await unseal(entry.content, 1)], name, { type });
    const { case: inCase, slot, sha256, original, held, going } = entry;
    return { case: inCase, slot, file, sha256, original, held, going };
  } catch {
    return null; // sealed with a key of another time: of no use to anybody
  }
}

/** One nonce per part: the two are sealed under the same random start. */
function box(iv: Uint8Array<ArrayBuffer>, part: number): AesGcmParams {
  const nonce = iv.slice();
  nonce[11] = ((nonce[11] ?? 0) & 0xfe) | part;
  return { name: "AES-GCM", iv: nonce };
}
