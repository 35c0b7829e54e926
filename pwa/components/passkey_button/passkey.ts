/** Signs in, proves again or sets up with the lock of this device (WebAuthn). What fails leaves the other way in. */
import { putUnderLock, SECRET_ASKED } from "../../scripts/kit/device_lock";
import WORDS from "./passkey.words.json";

type Ceremony = "add" | "sign-in" | "step-up";
type Json = Record<string, unknown>;

const PATHS: Record<Ceremony, string> = {
  add: "/me/passkeys",
  "sign-in": "/sign-in/passkey",
  "step-up": "/step-up/passkey",
};

export default function passkey(box: HTMLElement): void {
  if (typeof PublicKeyCredential === "undefined") return;
  void PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().then((can) => {
    box.hidden = !can;
    box.querySelector("button")?.addEventListener("click", () => void run(box));
  });
}

async function run(box: HTMLElement): Promise<void> {
  const state = box.querySelector("[role=status]");
  const ceremony = box.dataset.ceremony as Ceremony;
  try {
    const options = await ask(box, `${PATHS[ceremony]}/options`, {});
    const credential = ceremony === "add" ? await make(options) : await sign(options);
    const said = await ask(box, PATHS[ceremony], { credential: told(credential), next: box.dataset.next });
    const { next, owner, key } = said as Record<string, string>;
    await putUnderLock(credential, { owner: owner ?? "", key: key ?? "" }).catch(() => undefined);
    location.assign(String(next));
  } catch (error) {
    const known = error instanceof DOMException && error.name === "InvalidStateError";
    const said = error instanceof Said ? error.message : known ? WORDS.known : WORDS.stopped;
    if (state) state.textContent = said;
  }
}

class Said extends Error {}

async function ask(box: HTMLElement, path: string, body: Json): Promise<Json> {
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json",
    "X-CSRF-Token": box.dataset.token ?? "",
  };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const said = (await answer.json()) as Json;
  if (!answer.ok) throw new Said(String(said.title));
  return said;
}

async function make(options: Json): Promise<PublicKeyCredential> {
  const user = options.user as Json;
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...user, id: bytes(user.id) },
    extensions: SECRET_ASKED,
    excludeCredentials: ((options.excludeCredentials ?? []) as Json[]).map((one) => ({ ...one, id: bytes(one.id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  return (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
}

async function sign(options: Json): Promise<PublicKeyCredential> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: [],
    extensions: SECRET_ASKED,
  } as unknown as PublicKeyCredentialRequestOptions;
  return (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
}

/** What our server needs of it; the secret of the lock isn't among it. */
function told(credential: PublicKeyCredential): Json {
  const made = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] as const;
  const given = parts.filter((part) => made[part]);
  const response = Object.fromEntries(given.map((part) => [part, text(made[part] as ArrayBuffer)]));
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  };
}

function bytes(base64url: unknown): Uint8Array<ArrayBuffer> {
  const plain = atob(String(base64url).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
