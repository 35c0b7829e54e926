// A certified OpenID provider (npm oidc-provider) with one officer who signs in by being asked.
// Arguments: client id, client secret, redirect address, signature algorithm. Prints its issuer when it listens.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [client, secret, redirect, algorithm, modules] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const kinds = { RS256: ["rsa", { modulusLength: 2048 }], PS256: ["rsa", { modulusLength: 2048 }], ES256: ["ec", { namedCurve: "P-256" }] };
const key = generateKeyPairSync(...kinds[algorithm]).privateKey.export({ format: "jwk" });
const person = { sub: "officer-1", name: "韩晓梅", roles: ["officer"], department: "civil_affairs" };

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect], response_types: ["code"], id_token_signed_response_alg: algorithm }],
    jwks: { keys: [{ ...key, use: "sig", alg: algorithm, kid: "one" }] },
    cookies: { keys: ["a key of the provider"] },
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    claims: { openid: ["sub"], profile: ["name", "roles", "department"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/choose/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => person }),
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: client, accountId: context.oidc.session.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/choose/")) return answer(request, response);
    return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  });
  console.log(issuer);
});
