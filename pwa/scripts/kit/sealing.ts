/** Sealing with the key that only pages of the signed-in person are given (AES-GCM). */
export interface Keeper {
  owner: string;
  key: string;
}

const NONCE = 12; // bytes

/** Can this device keep anything safely for this person? A shared device, or an address without https, keeps nothing. */
export function canSeal({ key }: Keeper): boolean {
  return key !== "" && crypto.subtle !== undefined;
}

export function keyOf({ key }: Keeper): Promise<CryptoKey> {
  const raw = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** A text under a key, each time under a fresh nonce. */
export interface SealedText {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

export async function sealText(key: CryptoKey, text: string): Promise<SealedText> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text)) };
}

/** The text, or null when it was sealed for somebody else or damaged. */
export async function unsealText(key: CryptoKey, { iv, sealed }: SealedText): Promise<string | null> {
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));
  } catch {
    return null;
  }
}

/** The same as one string, for the store of a tab. */
export async function seal(keeper: Keeper, text: string): Promise<string> {
  const { iv, sealed } = await sealText(await keyOf(keeper), text);
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
}

export async function unseal(keeper: Keeper, sealed: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0));
    return await unsealText(await keyOf(keeper), { iv: bytes.slice(0, NONCE), sealed: bytes.slice(NONCE).buffer });
  } catch {
    return null;
  }
}
