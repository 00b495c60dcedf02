import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename, matchesGlob } from "node:path";
import { before, test } from "node:test";
import esbuild, { type BuildOptions, type Metafile } from "esbuild";
// @ts-expect-error: plain JavaScript, like all build scripts
import * as building from "../../build/bundledPackages.mjs";
// @ts-expect-error: plain JavaScript, like all build scripts
import { bundles } from "../../build/bundles.mjs";
// @ts-expect-error: plain JavaScript, like all build scripts
import { packagedReadme } from "../../build/packagedReadme.mjs";
import { npm } from "../support/run/npm.ts";

interface Package {
  id: string;
  license: string;
  text: string;
}

const { ALLOWED_LICENSES, NOTICES, noticesOf } = building;
const bundledPackages: (metafiles: Metafile[]) => Package[] = building.bundledPackages;
/** Bytes. */
const MAX_AT_ACTIVATION = 85_000;
let shipped: Package[];
/** By name. */
let texts: Map<string, string>;
let host: Metafile;

before(async () => {
  const all: BuildOptions[] = bundles({ production: true });
  const built = await Promise.all(all.map((bundle) => esbuild.build({ ...bundle, write: false, metafile: true })));
  shipped = bundledPackages(built.map(({ metafile }) => metafile as Metafile));
  const files = built.flatMap(({ outputFiles }) => outputFiles ?? []);
  texts = new Map(files.map(({ path, contents }) => [basename(path), Buffer.from(contents).toString()]));
  host = built
    .map(({ metafile }) => metafile as Metafile)
    .find(({ outputs }) => outputs["dist/extension.js"]) as Metafile;
});

/** A file of dist/ and those that it requires when it is loaded. */
function loadedWith(name: string, loaded = new Set<string>()): string[] {
  loaded.add(name);
  for (const { path } of host.outputs[`dist/${name}`]?.imports ?? [])
    if (path.startsWith("dist/") && !loaded.has(basename(path))) loadedWith(basename(path), loaded);
  return [...loaded];
}

test("what is loaded at activation is small, and contains neither commands nor the texts of errors", () => {
  const loaded = loadedWith("extension.js");
  const size = loaded.reduce((sum, name) => sum + Buffer.byteLength(texts.get(name) ?? ""), 0);
  assert.ok(size > 0 && size < MAX_AT_ACTIVATION, `${size} bytes`);
  const sources = loaded.flatMap((name) => Object.keys(host.outputs[`dist/${name}`]?.inputs ?? {}));
  assert.ok(sources.includes("src/extension.ts"));
  for (const later of [/\/errorText\.ts$/, /^src\/host\/ui\/(prompts|question|progress)\.ts$/, /^node_modules\//])
    assert.deepEqual(
      sources.filter((file) => later.test(file)),
      [],
    );
});

test("each module is in one bundle of the extension only", () => {
  const sources = Object.values(host.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  assert.ok(sources.length > 200);
  assert.deepEqual(
    sources.filter((file, index) => sources.indexOf(file) !== index),
    [],
  );
});

test("bundles are CommonJS, and the code that they pass to worker threads is unchanged", () => {
  for (const name of Object.keys(host.outputs).map((path) => basename(path))) {
    assert.doesNotMatch(texts.get(name) ?? "", /commonJsRequire|^import\b|\bimport\(|\brequire\s*[<=]/, name);
  }
  assert.match(texts.get("features.js") ?? "", /= require\("node:worker_threads"\)/);
});

test("no module of this extension copies the VS Code API when it loads", () => {
  assert.match(texts.get("features.js") ?? "", /=require\("vscode"\)/);
  for (const [name, text] of texts) assert.doesNotMatch(text, /\(require\("vscode"\)/, name);
});

test("every bundled package has a licence that permits redistribution, and is listed in the VSIX with it", () => {
  const names = shipped.map(({ id }) => id.replace(/ .*/, ""));
  for (const name of ["@aws-sdk/client-s3", "@vscode-elements/elements", "@vscode/codicons", "mime"]) {
    assert.ok(names.includes(name), name);
  }
  const notices: string = noticesOf(shipped);
  for (const { id, license, text } of shipped) {
    assert.ok(ALLOWED_LICENSES.includes(license), `${id}: ${license}`);
    assert.ok(notices.split("\n").includes(id), id);
    assert.ok(notices.includes(text.trim().slice(0, 40)), id);
  }
  assert.ok(readFileSync(".vscodeignore", "utf8").split("\n").includes(`!${NOTICES}`));
});

test("a licence that has not been reviewed stops the build", () => {
  const inputs = {
    "node_modules/typescript/lib/typescript.js": {},
    "node_modules/@x/y/node_modules/mime/dist/a.js": {},
  };
  const metafile = { outputs: { a: { inputs } } } as unknown as Metafile;
  assert.throws(() => bundledPackages([metafile]), { code: "ENOENT" }, "the innermost package counts");
  ALLOWED_LICENSES.splice(ALLOWED_LICENSES.indexOf("MIT"), 1);
  const mime = { outputs: { a: { inputs: { "node_modules/mime/dist/a.js": {} } } } } as unknown as Metafile;
  assert.throws(() => building.writeNotices([mime]), /^Error: mime \S+ has the licence MIT/);
  ALLOWED_LICENSES.push("MIT");
});

test("the packaged README has every heading of README.md, and no address that VS Code's extension page would drop", () => {
  const packaged: string = packagedReadme();
  for (const [, address] of packaged.matchAll(/\]\(([^)]+)\)/g)) assert.match(address as string, /^https:/);
  const headings = (text: string) => text.match(/^#+ .+/gm);
  assert.deepEqual(headings(packaged), headings(readFileSync("README.md", "utf8")));
  assert.match(packaged, /For everything else, see CONTRIBUTING\.md\./);
});

test("the walkthrough's pictures are packaged in both languages", () => {
  const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));
  const patterns = readFileSync(".vscodeignore", "utf8").match(/(?<=^!)media\/.*/gm) ?? [];
  for (const texts of [json("package.nls.json"), json("package.nls.ko.json")]) {
    for (const { media } of json("package.json").contributes.walkthroughs[0].steps) {
      const picture: string = texts[media.image.slice(1, -1)];
      assert.ok(existsSync(picture), picture);
      assert.ok(
        patterns.some((pattern) => matchesGlob(picture, pattern)),
        picture,
      );
    }
  }
});

test("npm reports no high or critical vulnerability in a bundled package", (context) => {
  const { output } = npm(["audit", "--json"]);
  const start = output.indexOf("{");
  const report = start < 0 ? {} : JSON.parse(output.slice(start, output.lastIndexOf("}") + 1));
  if (!report.vulnerabilities) {
    const reason = `NOT CHECKED: the registry returned no audit (${report.message ?? output.trim().split("\n").at(-1)})`;
    console.warn(reason);
    return context.skip(reason);
  }
  const known: { name: string; severity: string }[] = Object.values(report.vulnerabilities);
  const names = new Set(shipped.map(({ id }) => id.replace(/ .*/, "")));
  assert.deepEqual(
    known.filter(({ name, severity }) => names.has(name) && /^(high|critical)$/.test(severity)),
    [],
  );
});
