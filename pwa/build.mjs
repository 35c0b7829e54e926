// Builds pwa/dist: one style sheet, the starter with its modules, icons, manifest, service worker. Run by `npm run build`.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = process.env.OUT ?? join(HERE, "dist");
const LUCIDE = join(HERE, "..", "node_modules", "lucide-static", "icons");
// The oldest kernels we promise: Android System WebView 87, X5 of 2021, iOS 14.5.
const TARGET = ["chrome87", "safari14.1", "firefox91"];
// Order is the layering: reset < base < components < utilities. Real @layer rules are dropped whole by kernels
// before Chrome 99 (many phones in WeChat), so the sheet is laid flat and specificity kept low instead.
const LAYERS = [
  "style/tokens.css",
  "style/reset.css",
  "style/base.css",
  "layouts",
  "components",
  "pages",
  "style/utilities.css",
];

const read = (path) => readFileSync(join(HERE, path), "utf8");
const digest = (data) => createHash("sha256").update(data).digest("hex").slice(0, 10);
const assets = {};

function filesUnder(folder, extension) {
  if (!existsSync(join(HERE, folder))) return []; // an empty folder isn't in a fresh clone
  const entries = readdirSync(join(HERE, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile() && extname(e.name) === extension);
  return files.map((e) => relative(HERE, join(e.parentPath ?? e.path, e.name))).sort();
}

function put(name, data) {
  const file = `${basename(name, extname(name))}-${digest(data)}${extname(name)}`;
  writeFileSync(join(OUT, "assets", file), data);
  assets[name] = `/assets/${file}`;
}

async function styles() {
  const files = LAYERS.flatMap((part) => (part.endsWith(".css") ? [part] : filesUnder(part, ".css")));
  const contents = files.map((f) => `@import "./${f}";`).join("\n");
  const stdin = { contents, resolveDir: HERE, loader: "css", sourcefile: "app.css" };
  const made = await build({ stdin, bundle: true, minify: true, target: TARGET, write: false, charset: "utf8" });
  put("app.css", made.outputFiles[0].contents);
}

function moduleTable() {
  const files = [...filesUnder("scripts", ".ts"), ...filesUnder("components", ".ts")];
  const modules = files.filter((f) => !f.includes("scripts/kit/") && !f.endsWith("app.ts") && !f.endsWith(".d.ts"));
  const lines = modules.map((f) => `  "${basename(f, ".ts")}": () => import("./${f}"),`);
  return `export default {\n${lines.join("\n")}\n};`;
}

const modulesPlugin = {
  name: "modules",
  setup(on) {
    on.onResolve({ filter: /^modules$/ }, () => ({ path: "modules", namespace: "modules" }));
    on.onLoad({ filter: /.*/, namespace: "modules" }, () => ({ contents: moduleTable(), resolveDir: HERE }));
  },
};

// Sentences of scripts stand in `<name>.words.json`. A language is a folder below pwa/locale with a `scripts.json`
// (module path to sentences); LANGUAGES=x-pseudo builds the pseudo-language of the tests beside them.
const SOURCE = "zh-Hans";
const PSEUDO = "x-pseudo";
const languages = [
  SOURCE,
  ...(existsSync(join(HERE, "locale")) ? readdirSync(join(HERE, "locale")) : []),
  ...(process.env.LANGUAGES?.split(",") ?? []),
];

const longer = (text) => `⟦${text}${"～".repeat(Math.max(1, Math.round(text.length * 0.4)))}⟧`;

function wordsPlugin(language) {
  const file = join(HERE, "locale", language, "scripts.json");
  const overlay = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return {
    name: "words",
    setup(on) {
      on.onLoad({ filter: /\.words\.json$/ }, ({ path }) => {
        const words = { ...JSON.parse(readFileSync(path, "utf8")), ...overlay[relative(HERE, path)] };
        if (language === PSEUDO) for (const key of Object.keys(words)) words[key] = longer(words[key]);
        return { contents: JSON.stringify(words), loader: "json" };
      });
    },
  };
}

// What a page that is opened without network needs; fetched with the service worker, after the first view.
const OFFLINE = ["seen_reader.ts", "seen_page.ts", "kept_form.ts", "waits_to_send.ts", "asked_when.ts", "offline.ts"];
const offlineScripts = new Set();

/** These modules and what they import. */
function withImports(outputs, path) {
  const file = `/assets/${basename(path)}`;
  if (offlineScripts.has(file)) return;
  offlineScripts.add(file);
  for (const { path: other, kind } of outputs[path].imports)
    if (kind === "import-statement") withImports(outputs, other);
}

async function scripts(language) {
  const made = await build({
    entryPoints: [join(HERE, "scripts", "app.ts")],
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    target: TARGET,
    outdir: join(OUT, "assets"),
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    plugins: [modulesPlugin, wordsPlugin(language)],
    metafile: true,
    charset: "utf8",
    legalComments: "none",
  });
  for (const [path, output] of Object.entries(made.metafile.outputs)) {
    const file = basename(path);
    const entry = output.entryPoint && basename(output.entryPoint, ".ts");
    const name = entry ? `${entry}.js` : file;
    assets[language === SOURCE ? name : `${name}@${language}`] = `/assets/${file}`;
    if (language === SOURCE && output.entryPoint && OFFLINE.includes(basename(output.entryPoint)))
      withImports(made.metafile.outputs, path);
  }
}

function icons() {
  const names = JSON.parse(read("icons/used.json"));
  const inner = (name) =>
    readFileSync(join(LUCIDE, `${name}.svg`), "utf8").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  const table = Object.fromEntries(
    names.map((n) => [
      n,
      inner(n)
        .replace(/\s*\n\s*/g, "")
        .replace(/ \/>/g, "/>"),
    ]),
  );
  writeFileSync(join(OUT, "icons.json"), JSON.stringify(table));
}

function pictures() {
  for (const file of [
    ...filesUnder("icons", ".svg"),
    ...filesUnder("icons", ".png"),
    ...filesUnder("images", ".svg"),
    ...filesUnder("manifest", ".png"),
  ]) {
    put(basename(file), readFileSync(join(HERE, file)));
  }
}

function manifest() {
  const text = read("manifest/manifest.json").replace(/"asset:([^"]+)"/g, (_, name) => JSON.stringify(assets[name]));
  writeFileSync(join(OUT, "manifest.webmanifest"), JSON.stringify(JSON.parse(text)));
}

/** By these the service worker knows its own files from what a network on the way puts in their place. */
function digests() {
  const beginning = (file) =>
    createHash("sha256")
      .update(readFileSync(join(OUT, "assets", file)))
      .digest()
      .subarray(0, 8);
  const files = readdirSync(join(OUT, "assets")).sort();
  return Object.fromEntries(files.map((file) => [file, beginning(file).toString("base64")]));
}

async function serviceWorker() {
  const shells = ["layouts", "components"]
    .flatMap((f) => filesUnder(f, ".html"))
    .concat("offline.html")
    .map(read)
    .join("");
  const fingerprint = digest(JSON.stringify(assets) + shells);
  const precache = [...new Set([assets["app.css"], assets["app.js"], ...offlineScripts, "/offline.html"])];
  await build({
    entryPoints: [join(HERE, "service_worker.ts")],
    bundle: true,
    minify: true,
    target: TARGET,
    charset: "utf8",
    outfile: join(OUT, "service_worker.js"),
    define: {
      VERSION: JSON.stringify(fingerprint),
      PRECACHE: JSON.stringify(precache),
      DIGESTS: JSON.stringify(digests()),
      ICON: JSON.stringify(assets["icon-192.png"]),
      RETIRED: String(process.env.RETIRE_WORKER === "1"), // the kill switch: serve this build, and workers step aside
    },
  });
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(join(OUT, "assets"), { recursive: true });
await Promise.all([styles(), ...languages.map(scripts)]);
icons();
pictures();
manifest();
await serviceWorker();
writeFileSync(join(OUT, "assets.json"), JSON.stringify(assets, null, 1));
