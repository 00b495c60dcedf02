import assert from "node:assert/strict";
import fc from "fast-check";
import type { BucketAccess } from "../../../src/core/client/bucketAccess.ts";
import {
  copyFile,
  createFolder,
  createObject,
  deleteFile,
  findFile,
  listFolder,
  readObject,
  renameFile,
  saveObject,
} from "../../../src/core/files/objectFiles.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = async (access: BucketAccess, key: string) =>
  new TextDecoder().decode((await readObject(access, key)).bytes);

/** The expected behaviour on a plain map. Folders are prefixes, kept by a key that ends in a slash. */
class Model {
  readonly objects = new Map<string, string>();

  kindOf(key: string): "file" | "folder" | undefined {
    if (this.objects.has(key)) return "file";
    return this.below(key).length > 0 ? "folder" : undefined;
  }

  below(key: string): string[] {
    return [...this.objects.keys()].filter((other) => other.startsWith(`${key}/`));
  }

  list(key: string): string[] {
    const names = this.below(key).map((other) => other.slice(key.length + 1).split("/"));
    const found = new Map<string, string>();
    for (const [name = "", ...rest] of names) {
      if (name === "" && rest.length === 0) continue;
      if (rest.length === 0) found.set(name, "file");
      else if (!found.has(name)) found.set(name, "folder");
    }
    return [...found].map(([name, kind]) => `${kind} ${name}`).sort();
  }
}

interface Real {
  access: BucketAccess;
  root: string;
}

type Step = fc.AsyncCommand<Model, Real>;

/** The code of the failure, or the result. */
const outcomeOf = <T>(run: Promise<T>): Promise<T | string> => run.catch((error) => `${error.code ?? error}`);

function step(name: string, run: (model: Model, real: Real, at: (key: string) => string) => Promise<void>): Step {
  return {
    check: () => true,
    run: (model, real) => run(model, real, (key) => `${real.root}/${key}`),
    toString: () => name,
  };
}

const key = fc.constantFrom("a", "b", "a/c", "a/d", "a/e/f", "b/a", "b//g", "é 한/ +%");
const content = fc.constantFrom("", "x", "hello", "안녕");

const steps: fc.Arbitrary<Step>[] = [
  fc.tuple(key, content).map(([key, text]) =>
    step(`create ${key}`, async (model, { access }, at) => {
      const outcome = await outcomeOf(createObject(access, at(key), bytesOf(text)).then(() => "done"));
      assert.equal(outcome, model.objects.has(at(key)) ? "changedMeanwhile" : "done");
      if (outcome === "done") model.objects.set(at(key), text);
    }),
  ),
  fc.tuple(key, content, fc.boolean()).map(([key, text, isOld]) =>
    step(`save ${key}${isOld ? " from an old state" : ""}`, async (model, { access }, at) => {
      const etag = isOld ? '"0123456789abcdef0123456789abcdef"' : ((await findFile(access, at(key)))?.etag ?? '"none"');
      const outcome = await outcomeOf(saveObject(access, at(key), bytesOf(text), etag).then(() => "done"));
      assert.equal(outcome, !isOld && model.objects.has(at(key)) ? "done" : "changedMeanwhile");
      if (outcome === "done") model.objects.set(at(key), text);
    }),
  ),
  key.map((key) =>
    step(`read ${key}`, async (model, { access }, at) => {
      assert.equal(await outcomeOf(textOf(access, at(key))), model.objects.get(at(key)) ?? "noSuchKey");
    }),
  ),
  key.map((key) =>
    step(`stat ${key}`, async (model, { access }, at) => {
      const metadata = await findFile(access, at(key));
      assert.equal(metadata?.kind, model.kindOf(at(key)));
      if (metadata?.kind === "file") assert.equal(metadata.size, bytesOf(model.objects.get(at(key)) ?? "").length);
    }),
  ),
  key.map((key) =>
    step(`list ${key}`, async (model, { access }, at) => {
      const listed = await outcomeOf(listFolder(access, at(key)));
      if (model.below(at(key)).length === 0) assert.equal(listed, "noSuchKey");
      else
        assert.deepEqual(
          (listed as { kind: string; name: string }[]).map(({ kind, name }) => `${kind} ${name}`).sort(),
          model.list(at(key)),
        );
    }),
  ),
  key.map((key) =>
    step(`create folder ${key}`, async (model, { access }, at) => {
      const outcome = await outcomeOf(createFolder(access, at(key)).then(() => "done"));
      assert.equal(outcome, model.objects.has(`${at(key)}/`) ? "changedMeanwhile" : "done");
      if (outcome === "done") model.objects.set(`${at(key)}/`, "");
    }),
  ),
  fc.tuple(key, fc.boolean()).map(([key, recursive]) =>
    step(`delete ${key}${recursive ? " recursively" : ""}`, async (model, { access }, at) => {
      const kind = model.kindOf(at(key));
      const isFull = kind === "folder" && !recursive && model.list(at(key)).length > 0;
      const outcome = await outcomeOf(deleteFile(access, at(key), { recursive }).then(() => "done"));
      assert.equal(outcome, kind === undefined ? "noSuchKey" : isFull ? "folderNotEmpty" : "done");
      if (outcome !== "done") return;
      if (kind === "file") model.objects.delete(at(key));
      else for (const other of model.below(at(key))) model.objects.delete(other);
    }),
  ),
  fc.tuple(fc.constantFrom("copy", "rename"), key, key, fc.boolean()).map(([verb, from, to, overwrite]) =>
    step(`${verb} ${from} to ${to}${overwrite ? " over the target" : ""}`, async (model, { access }, at) => {
      const [source, goal] = [at(from), at(to)];
      if (source === goal) return;
      const kind = model.kindOf(source);
      const isThere = verb === "rename" ? model.kindOf(goal) !== undefined : kind === "file" && model.objects.has(goal);
      const moved = kind === "file" ? [source] : model.below(source);
      const clashes = moved.some((other) => model.objects.has(goal + other.slice(source.length)));
      const isInside = kind === "folder" && `${goal}/`.startsWith(`${source}/`);
      // Half of a folder may have been copied by then, and the model does not know which half.
      if (kind === "folder" && clashes && !overwrite) return;
      const run = verb === "copy" ? copyFile : renameFile;
      const outcome = await outcomeOf(run(access, source, { access, key: goal, overwrite }).then(() => "done"));
      if (isThere && !overwrite && (verb === "rename" || kind !== undefined))
        return void assert.equal(outcome, "targetExists");
      if (kind === undefined) return void assert.equal(outcome, "noSuchKey");
      if (isInside) return void assert.equal(outcome, "intoItself");
      assert.equal(outcome, "done");
      const texts = moved.map((other) => [goal + other.slice(source.length), model.objects.get(other) ?? ""] as const);
      for (const [other, text] of texts) model.objects.set(other, text);
      if (verb === "rename") for (const other of moved) model.objects.delete(other);
    }),
  ),
];

/** Random sequences of file operations. Each is compared with the model, and so is the whole state of S3 at the end. */
export async function runFileSequences(access: BucketAccess, count: number): Promise<void> {
  let sequence = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 12 }), async (commands) => {
      const real = { access, root: `run-${sequence++}` };
      const model = new Model();
      await fc.asyncModelRun(() => ({ model, real }), commands);
      const left: string[] = [];
      for await (const page of access.all(`${real.root}/`)) left.push(...page.map(({ key }) => key));
      assert.deepEqual(left.sort(), [...model.objects.keys()].sort());
    }),
    { numRuns: count },
  );
}
