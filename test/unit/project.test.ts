import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { satisfies } from "semver";
import * as contributions from "../../src/contributions.ts";
import { PROBLEMS } from "../../src/core/inspect/linkProblems.ts";
import { WARNINGS } from "../../src/core/sign/signedRequest.ts";
import { withToolTables } from "../support/checks/toolTables.ts";

const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const manifest = json("package.json");
const isContextMenu = (menu: string) => menu === "view/item/context" || menu.startsWith("s3Presign.menu.");
/** The entries of the context menus and of their submenus. */
const contextItems = Object.entries<{ command?: string; submenu?: string; when: string }[]>(
  manifest.contributes.menus,
).flatMap(([menu, items]) => (isContextMenu(menu) ? items : []));
const sources = globSync("src/**/*.ts").map((file) => ({ file: normalize(file), text: readFileSync(file, "utf8") }));

test("the manifest and contributions.ts name the same commands, views and settings", () => {
  const ids = (items: { command: string }[]) => items.map(({ command }) => command).sort();
  const { commands, menus, submenus, keybindings, views, viewsWelcome, configuration } = manifest.contributes;
  const declared = Object.values(contributions.commands).sort();
  assert.deepEqual(ids(commands), declared);
  const items = Object.values<{ command?: string; submenu?: string }[]>(menus).flat();
  for (const { command = "" } of [...items.filter(({ submenu }) => !submenu), ...keybindings])
    assert.ok(declared.includes(command), command);
  const opened = items.flatMap(({ submenu }) => submenu ?? []);
  assert.deepEqual(opened.sort(), submenus.map(({ id }: { id: string }) => id).sort());
  for (const id of opened) assert.ok(menus[id].length > 0, id);
  assert.deepEqual(
    views.s3Presign.map(({ id }: { id: string }) => id),
    Object.values(contributions.views),
  );
  const settings = Object.values(contributions.settingKeys).map(
    (key) => `${contributions.configurationSection}.${key}`,
  );
  assert.deepEqual(Object.keys(configuration.properties), settings);
  for (const { when } of viewsWelcome)
    assert.ok(when === undefined || Object.values(contributions.contextKeys).some((key) => when.startsWith(key)), when);
});

test("the manifest, contributions.ts and README.md name the same tools for language models, with the same inputs", () => {
  const declared = manifest.contributes.languageModelTools.map(({ name }: { name: string }) => name);
  assert.deepEqual(declared, Object.values(contributions.tools));
  const { text, expected } = withToolTables();
  for (const name of declared) assert.match(text, new RegExp(`^\\*\\*\`${name}\`\\*\\*: `, "m"));
  assert.equal(text, expected, "run node test/support/checks/toolTables.ts");
});

test("a step of the walkthrough is complete when its context key is set, and the code sets each key", () => {
  const { emptyBecause, ...keys } = contributions.contextKeys;
  const events = manifest.contributes.walkthroughs[0].steps.map(
    ({ completionEvents }: { completionEvents: string[] }) => completionEvents,
  );
  assert.deepEqual(
    events,
    Object.values(keys).map((key) => [`onContext:${key}`]),
  );
  const text = sources.map((source) => source.text).join("\n");
  for (const name of Object.keys(keys)) assert.ok(text.includes(`contextKeys.${name}`), name);
});

test("each command is registered once", () => {
  const text = sources.map((source) => source.text).join("\n");
  for (const name of Object.keys(contributions.commands)) {
    assert.equal(text.match(new RegExp(`registerCommand\\(\\s*app,\\s*commands\\.${name}\\b`, "g"))?.length, 1, name);
  }
});

test("when clauses match kinds by a pattern and contain no bare ||", () => {
  const kinds =
    /^view == s3Presign\.(buckets|links)( && viewItem =~ \/\^(\([a-z|A-Z]+\)|[a-zA-Z]+)(\(Pinned\)\?|Pinned)?(\(Versions\)\?|Versions)?\$\/( && !listMultiSelection)?)?$/;
  const known: Record<string, string[]> = {
    buckets: [
      "profile",
      "connection",
      "bucket",
      "addedBucket",
      "folder",
      "pageFolder",
      "object",
      "archivedObject",
      "deleted",
      "version",
      "archivedVersion",
      "deleteMarker",
      "loadMore",
      "notice",
    ],
    links: ["linkState", "endedPages", "link", "bundle", "page", "request", "arrived", "note"],
  };
  for (const { when } of [...manifest.contributes.menus["view/title"], ...contextItems]) {
    const [, view = "", , group] = kinds.exec(when) ?? assert.fail(when);
    for (const kind of group?.replace(/[()]/g, "").split("|") ?? []) assert.ok(known[view]?.includes(kind), when);
  }
});

test("added and pinned buckets have the commands of buckets, connections those of profiles, and archived objects those of objects", () => {
  for (const { command, submenu, when } of contextItems) {
    const name = command ?? submenu ?? "";
    assert.equal(/\bbucket\b/.test(when), /\baddedBucket/.test(when) && command !== "s3Presign.removeBucket", name);
    if (/\b(addedBucket|folder)/.test(when) && !/\.(un)?pin$/.test(name)) assert.match(when, /\(Pinned\)\?/, name);
    if (/\baddedBucket/.test(when) && !/\.(show|hide)Versions$/.test(name))
      assert.match(when, /\(Versions\)\?\$/, name);
    if (/\bprofile\b/.test(when)) assert.match(when, /\bconnection\b/, name);
    if (command === "s3Presign.restore") continue;
    for (const [kind, archived] of [
      [/\bobject\b/, /\barchivedObject\b/],
      [/\bversion\b/, /\barchivedVersion\b/],
    ] as const) {
      assert.equal(kind.test(when), archived.test(when), name);
    }
  }
});

test("both languages have every manifest key, and no others", () => {
  const used = [...readFileSync("package.json", "utf8").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key as string);
  const expected = [...new Set(used)].sort();
  assert.deepEqual(Object.keys(json("package.nls.json")).sort(), expected);
  assert.deepEqual(Object.keys(json("package.nls.ko.json")).sort(), expected);
});

test("the Korean bundle has every sentence of the source, with the same placeholders, and no others", () => {
  const literal = /\bt\(\s*("(?:[^"\\]|\\.)*")/g;
  const used = sources.flatMap(({ text }) =>
    [...text.matchAll(literal)].map(([, quoted]) => JSON.parse(quoted as string) as string),
  );
  const problems = Object.values(PROBLEMS).map(({ message }) => message);
  const sentences = [...new Set([...used, ...Object.values(WARNINGS), ...problems])].sort();
  const korean: Record<string, string> = json("l10n/bundle.l10n.ko.json");
  assert.deepEqual(Object.keys(korean).sort(), sentences);
  const placeholders = (text: string) => [...new Set(text.match(/\{\d\}/g))].sort();
  for (const [english, translated] of Object.entries(korean)) {
    assert.deepEqual(placeholders(translated), placeholders(english), english);
    assert.match(translated, /[가-힣]/, english);
  }
});

test("a count appears only in a whole phrase that also has a singular", () => {
  const counted = /\{\d\} (?:\w+ )?((?:object|link|file|folder|version|item|key|byte|day|second|entrie|line)s)\b/;
  // A lifetime that is too long is never one second.
  const ofMany: string[] = [PROBLEMS.expiryTooLong.message];
  const sentences = Object.keys(json("l10n/bundle.l10n.ko.json"));
  const phrases = sentences.filter((sentence) => counted.test(sentence) && !ofMany.includes(sentence));
  assert.ok(phrases.length >= 5);
  for (const phrase of phrases) {
    assert.match(phrase, /^\{0\} [a-z ]+s$/);
    assert.ok(sentences.includes(phrase.replace("{0}", "1").replace(/s$/, "")), phrase);
  }
});

/** `import("…")`, `require("…")` and `typeof import("…")`, as matches of the whole, "typeof " and the target. */
const lazyImportsIn = (text: string) => [...text.matchAll(/(typeof )?\b(?:import|require)\("([^"]+)"\)/g)];

test("imports between features: core imports no vscode, host no feature, and no feature imports another", () => {
  const composers = [
    "src/extension.ts",
    "src/api.ts",
    "src/inspectNow.ts",
    "src/signByApi.ts",
    "src/app.ts",
    "src/aws.ts",
    "src/contributions.ts",
  ];
  const floorOf = (file: string) => (composers.includes(file) ? "compose" : (file.split("/")[1] ?? ""));
  const rank = (floor: string) => ({ core: 0, host: 1, compose: 3 })[floor] ?? 2;
  for (const { file, text } of sources) {
    const floor = floorOf(file);
    const imports = [...text.matchAll(/^(?:import|export)( type)?[^"';]*from "([^"]+)";/gm), ...lazyImportsIn(text)];
    for (const [line, type, target] of imports) {
      if (floor === "core") assert.notEqual(target, "vscode", file);
      if (!target?.startsWith(".")) continue;
      const reached = normalize(join(dirname(file), target));
      // Features receive app.ts and contributions.ts; app.ts contains only types.
      if (["src/app.ts", "src/contributions.ts"].includes(reached) && floor !== "core") continue;
      if (floor === "compose") continue;
      const to = floorOf(reached);
      assert.ok(to === floor || rank(to) < rank(floor), `${file}: ${line}`);
      assert.ok(type || rank(to) !== 2 || to === floor, `${file}: ${line}`);
    }
  }
});

/**
 * Rooms inside core and host, bottom to top: a file imports, types included, only from its own room and those before
 * it.
 */
const ROOMS: Record<string, string[]> = {
  core: [
    ...["errors", "text", "async", "address", "disk", "http", "operations", "identity", "providers", "client", "sign"],
    ...["post/policy", "post/sign", "post/upload", "inspect", "snippets", "ledger", "export"],
    ...["find", "objects", "transfer", "files", "s3.ts", "bucket.ts", "share"],
  ],
  host: [
    "settings.ts",
    "log.ts",
    "queuedMemento.ts",
    "shareStore.ts",
    "arrivals.ts",
    "text",
    "ui",
    "commands.ts",
    "aws",
    "nodes",
    "register.ts",
  ],
};

/** Rooms that the small bundle needs. */
const SDK_FREE = ["errors", "text", "async", "address", "providers"];

/** Files that a source imports, at once or at their first use, types included but not packages. */
function importsOf({ file, text }: { file: string; text: string }): string[] {
  const targets = [...text.matchAll(/^(?:import|export)[^"';]*from "(\.[^"]+)";/gm)].map(([, target]) => target);
  const later = lazyImportsIn(text).map(([, , target]) => target);
  return [...targets, ...later].map((target) => normalize(join(dirname(file), target as string)));
}

for (const [house, rooms] of Object.entries(ROOMS)) {
  const inside = sources.filter(({ file }) => file.startsWith(`src/${house}/`));
  const roomOf = (file: string) =>
    rooms.findIndex((room) => `src/${house}/${room}` === file || file.startsWith(`src/${house}/${room}/`));

  test(`rooms of ${house}: every file is in one, and no import goes up`, () => {
    assert.ok(inside.length > 20);
    for (const source of inside) {
      assert.ok(roomOf(source.file) >= 0, `${source.file} is in no room`);
      for (const target of importsOf(source).filter((each) => each.startsWith(`src/${house}/`)))
        assert.ok(roomOf(target) <= roomOf(source.file), `${source.file} imports ${target}`);
    }
  });

  test(`files of ${house} have no circular imports`, () => {
    const imports = new Map(inside.map((source) => [source.file, importsOf(source)]));
    const done = new Set<string>();
    const visit = (file: string, path: string[]) => {
      assert.ok(!path.includes(file), [...path, file].join(" → "));
      if (done.has(file)) return;
      for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of imports.keys()) visit(file, []);
  });
}

test("the rooms that the small bundle needs import neither the SDK nor its types", () => {
  for (const { file, text } of sources)
    if (SDK_FREE.some((room) => file.startsWith(`src/core/${room}/`)))
      assert.doesNotMatch(text, /from "@(aws-sdk|smithy)\//, file);
});

test("text in which VS Code renders links and icons is shown only through host/, which keeps names from becoming either", () => {
  const allowed: Record<string, string[]> = {
    showInformationMessage: ["src/host/ui/messages.ts"],
    showWarningMessage: ["src/host/ui/messages.ts"],
    showErrorMessage: ["src/host/ui/messages.ts"],
    setStatusBarMessage: ["src/host/ui/messages.ts"],
    showInputBox: ["src/host/ui/confirm.ts"],
    showQuickPick: ["src/transfers/askOnce.ts"],
    createInputBox: ["src/host/ui/question.ts"],
    createQuickPick: ["src/find/findInBucket.ts", "src/host/ui/question.ts"],
    withProgress: ["src/host/ui/progress.ts"],
  };
  for (const [name, files] of Object.entries(allowed)) {
    const used = sources.filter(({ text }) => new RegExp(`window\\.${name}\\b`).test(text));
    assert.deepEqual(used.map(({ file }) => file).sort(), files, name);
    for (const { file, text } of used) if (name !== "showQuickPick") assert.match(text, /plainWords/, file);
  }
});

test("local files are written in few places: with writeLinkFile, only their owner can read the signatures in them", () => {
  const writers = sources.filter(({ text }) =>
    /\bfs\.writeFile\(|\bwriteFileSync\b|^import {[^}]*\b(writeFile|createWriteStream)\b[^}]*} from "node:fs/m.test(
      text,
    ),
  );
  // Dropped files, in a temporary folder that only the user can read.
  const dropped = "src/transfers/treeDragAndDrop.ts";
  assert.deepEqual(
    writers.map(({ file }) => file),
    [dropped],
  );
  const users = sources.filter(({ text }) => /\bfillFile\(/.test(text)).map(({ file }) => file);
  assert.deepEqual(users.sort(), ["src/core/export/writeLinkFile.ts", "src/core/transfer/downloadObject.ts"]);
});

test("nothing loaded at activation imports the SDK", () => {
  const sdk = /^import (?!type)[^;]*from "@(aws-sdk|smithy)\//m;
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    const { text } = sources.find((source) => source.file === file) ?? assert.fail(file);
    assert.doesNotMatch(text, sdk, file);
    for (const [, target] of text.matchAll(/^(?:import|export) (?!type)[^;]*from "(\.[^"]+)";/gm)) {
      visit(normalize(join(dirname(file), target as string)));
    }
  };
  visit("src/extension.ts");
  assert.ok(reached.size > 10);
});

test("all AWS packages are pinned to one release", () => {
  // Packages that the others depend on have releases of their own, pinned by the others. The signer of CloudFront, which
  // shares only @smithy/core with the others, is released only when it changes.
  const ownReleases = ["checksums", "cloudfront-signer", "signature-v4-multi-region"].map((name) => `@aws-sdk/${name}`);
  const versions = Object.entries<string>(manifest.devDependencies).filter(
    ([name]) => name.startsWith("@aws-sdk/") && !ownReleases.includes(name),
  );
  assert.ok(versions.length >= 4);
  assert.equal(new Set(versions.map(([, version]) => version)).size, 1);
  assert.match(versions[0]?.[1] ?? "", /^\d+\.\d+\.\d+$/);
});

test("every package of the lockfile supports the oldest Node.js required by the READMEs and CONTRIBUTING.md", () => {
  const engines = Object.entries<{ engines?: { node?: string } }>(json("package-lock.json").packages).flatMap(
    ([path, { engines }]) => (engines?.node ? [{ path, range: engines.node }] : []),
  );
  assert.ok(engines.length > 100);
  for (const file of ["README.md", "README.ko.md", "CONTRIBUTING.md"]) {
    const [, required] = /Node\.js (\d+\.\d+)/.exec(readFileSync(file, "utf8")) ?? assert.fail(file);
    for (const { path, range } of engines)
      assert.ok(satisfies(`${required}.0`, range), `${file}: ${path} wants ${range}`);
  }
});
