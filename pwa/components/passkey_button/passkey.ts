/** Signs in, proves again or sets up with the lock of this device (WebAuthn). What fails leaves the other way in. */
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
    const { next } = await ask(box, PATHS[ceremony], { credential, next: box.dataset.next });
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

async function make(options: Json): Promise<Json> {
  const user = options.user as Json;
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: ((options.excludeCredentials ?? []) as Json[]).map((one) => ({ ...one, id: bytes(one.id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return told(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
  });
}

async function sign(options: Json): Promise<Json> {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: [] };
  const signed = (await navigator.credentials.get({
    publicKey,
  } as unknown as CredentialRequestOptions)) as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    signed.response as AuthenticatorAssertionResponse;
  return told(signed, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

function told(credential: PublicKeyCredential, response: Json): Json {
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
