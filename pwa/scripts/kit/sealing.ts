/** Sealing with the key that only pages of the signed-in person are given (AES-GCM). */
export interface Keeper {
  owner: string;
  key: string;
}

/** Can this device keep anything safely for this person? A shared device, or an address without https, keeps nothing. */
export function canSeal({ key }: Keeper): boolean {
  return key !== "" && crypto.subtle !== undefined;
}

export function keyOf({ key }: Keeper): Promise<CryptoKey> {
  const raw = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

const NONCE = 12; // bytes in front of the sealed text

export async function seal(keeper: Keeper, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv },
    await keyOf(keeper),
    new TextEncoder().encode(text),
  );
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
}

/** The text, or null when it was sealed for somebody else or damaged. */
export async function unseal(keeper: Keeper, sealed: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0));
    const iv = bytes.slice(0, NONCE);
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(keeper), bytes.slice(NONCE));
    return new TextDecoder().decode(text);
  } catch {
    return null;
  }
}
