/**
 * The lock of this device (a passkey with PRF, WebAuthn level 3) gives out a secret after finger, face or code, also without
 * network. Under it lies the key of what is kept here, so that this opens however long ago the session ended.
 */
import { all, drop, run } from "./device_store";
import { type Keeper, type SealedText, sealText, unsealText } from "./sealing";

const PURPOSE = new TextEncoder().encode("smart-futian kept pages");
const CHALLENGE = 32; // bytes; nobody checks this signature, only the secret counts

/** What a ceremony asks of the lock besides a signature. */
export const SECRET_ASKED = { prf: { eval: { first: PURPOSE } } };

interface Lock extends SealedText {
  owner: string;
  credential: ArrayBuffer;
}

/** Puts the key under the lock that has just been used; a lock without PRF keeps nothing. */
export async function putUnderLock(credential: PublicKeyCredential, keeper: Keeper): Promise<void> {
  const secret = secretOf(credential);
  if (!secret || !keeper.key) return;
  const lock: Lock = {
    owner: keeper.owner,
    credential: credential.rawId,
    ...(await sealText(await keyFrom(secret), keeper.key)),
  };
  await drop<Lock>("locks", (one) => one.owner !== keeper.owner);
  await run("locks", "readwrite", (locks) => locks.put(lock));
}

/** Does a lock hold the key of what is kept here? */
export async function anyLock(): Promise<boolean> {
  return (await all<Lock>("locks")).length > 0;
}

/** Asks for finger, face or code; null when it was refused, or the lock is another one now. */
export async function openLock(): Promise<Keeper | null> {
  const lock = (await all<Lock>("locks"))[0];
  if (!lock) return null;
  const publicKey = {
    challenge: crypto.getRandomValues(new Uint8Array(CHALLENGE)),
    allowCredentials: [{ type: "public-key", id: lock.credential }],
    userVerification: "required",
    extensions: SECRET_ASKED,
  } as unknown as PublicKeyCredentialRequestOptions;
  try {
    const secret = secretOf((await navigator.credentials.get({ publicKey })) as PublicKeyCredential);
    const key = secret && (await unsealText(await keyFrom(secret), lock));
    return key ? { owner: lock.owner, key } : null;
  } catch {
    return null;
  }
}

/** The secret of the lock for our purpose; it never leaves this device. */
function secretOf(credential: PublicKeyCredential): BufferSource | undefined {
  const { prf } = credential.getClientExtensionResults() as { prf?: { results?: { first?: BufferSource } } };
  return prf?.results?.first;
}

async function keyFrom(secret: BufferSource): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: PURPOSE };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
