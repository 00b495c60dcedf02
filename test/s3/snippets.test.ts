import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { hasDotSegments } from "../../src/core/address/location.ts";
import { CHECKSUMS } from "../../src/core/client/s3Client.ts";
import type { SignedPost, SignedRequest } from "../../src/core/sign/signedRequest.ts";
import type { Signed, SnippetLanguage, SnippetPayload } from "../../src/core/snippets/snippetLanguage.ts";
import { safeFileName } from "../../src/core/text/fileName.ts";
import { HOSTILE_KEYS, HOSTILE_TEXTS } from "../support/cases/hostileTexts.ts";
import { type SnippetOutcome, type SnippetRunner, snippetRunners } from "../support/programs/snippetRunners.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const scratch = scratchFolder("snippets");
let runs = 0;

type Command = GetObjectCommand | HeadObjectCommand | PutObjectCommand | DeleteObjectCommand;
const METHODS = { Get: "GET", Head: "HEAD", Put: "PUT", Delete: "DELETE" };

const TIMES = { issuedAt: "", expiresAt: "", effectiveExpiresAt: "", warnings: [] };

let signer: S3Client | undefined;

/** Signs like the product: every header is one that the recipient must send. */
async function sign(command: Command, headers: Record<string, string> = {}): Promise<SignedRequest> {
  const { endpoint, region, keys: credentials } = target.current;
  signer ??= new S3Client({ endpoint, region, credentials, forcePathStyle: true, ...CHECKSUMS });
  const names = Object.keys(headers);
  const url = await getSignedUrl(signer, command as GetObjectCommand, {
    expiresIn: 600,
    signableHeaders: new Set(["host", ...names]),
    unhoistableHeaders: new Set(names),
  });
  const method = METHODS[command.constructor.name.replace("ObjectCommand", "") as keyof typeof METHODS];
  return { kind: "url", method, url, headers, ...TIMES };
}

interface Case<S extends Signed = SignedRequest> {
  key: string;
  signed: S;
  payload?: SnippetPayload;
  /** Files in the recipient's folder. */
  files?: Record<string, Buffer>;
}
type Outcome<S extends Signed> = SnippetOutcome & Case<S> & { folder: string };

/** Runs the snippets of all cases that the language does not reject, each in its own folder. */
async function runAll<S extends Signed>(
  { language, run }: SnippetRunner,
  cases: Case<S>[],
  refused = false,
): Promise<Outcome<S>[]> {
  const chosen = cases.filter(({ signed }) => (language.refusal?.(signed) !== undefined) === refused);
  const parent = join(scratch.path, String(runs++));
  const folders = chosen.map(({ files = {} }, index) => {
    const folder = join(parent, String(index));
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return folder;
  });
  const outcomes = await run(
    chosen.map(({ signed, payload = {} }, index) => ({
      folder: folders[index] as string,
      snippet: language.write(signed, payload),
    })),
  );
  return chosen.map((each, index) => ({
    ...each,
    ...(outcomes[index] as SnippetOutcome),
    folder: folders[index] as string,
  }));
}

function testEach(title: string, body: (runner: SnippetRunner, context: TestContext) => Promise<void>): void {
  for (const runner of snippetRunners()) {
    test(`${runner.name}: ${title}`, { skip: runner.missing ?? false }, (context) => body(runner, context));
  }
}

async function stored(Bucket: string, Key: string) {
  const { Body, ...rest } = await target.current.client.send(new GetObjectCommand({ Bucket, Key }));
  return { ...rest, bytes: Buffer.from((await Body?.transformToByteArray()) as Uint8Array) };
}

/** Other servers are slow per object, and the behaviour of the tools does not depend on the server. */
const sampled = <T>(all: T[]): T[] => (target.current.strict ? all : all.filter((_, index) => index % 4 === 0));

/** Every possible byte, including NUL, both line endings and invalid UTF-8. */
const bytesFor = (key: string): Buffer => Buffer.concat([Buffer.from([...Array(256).keys()]), Buffer.from(key)]);

let downloads: Promise<{ bucket: string; cases: Case[] }> | undefined;

function prepareDownloads() {
  downloads ??= (async () => {
    const bucket = await target.current.bucket();
    const cases: Case[] = [];
    for (const key of HOSTILE_KEYS) {
      const at = { Bucket: bucket, Key: key };
      await target.current.client.send(new PutObjectCommand({ ...at, Body: bytesFor(key) }));
      cases.push({ key, signed: await sign(new GetObjectCommand(at)) });
    }
    return { bucket, cases };
  })();
  return downloads;
}

testEach("every hostile key downloads byte for byte to one file with a safe name", async (runner) => {
  const { cases } = await prepareDownloads();
  const from = target.current.strict?.requests.length ?? 0;
  const outcomes = await runAll(runner, cases);
  assert.ok(outcomes.length >= 70, `${outcomes.length} cases`);
  for (const { key, ok, said, folder } of outcomes) {
    assert.ok(ok, `${JSON.stringify(key)}: ${said}`);
    assert.deepEqual(readdirSync(folder), [safeFileName(key)], key);
    assert.deepEqual(readFileSync(join(folder, safeFileName(key))), bytesFor(key), key);
  }
  const { strict, endpoint } = target.current;
  if (!strict) return;
  assert.deepEqual(
    strict.requests.slice(from).map(({ url }) => url),
    outcomes.map(({ signed }) => signed.url.slice(endpoint.length)),
    "the URL arrives exactly as it was signed",
  );
});

testEach("requests that the language rejects would really fail", async (runner, context) => {
  if (runner.language.id === "powershell") return context.skip("5.1 fails where 7 does not");
  const { cases } = await prepareDownloads();
  const outcomes = await runAll(runner, cases, true);
  for (const { key, ok } of outcomes) assert.ok(!ok, key);
});

testEach("without the option that keeps the URL unchanged, dot segments fail", async (runner) => {
  const guard = { curl: "  --path-as-is \\\n", python: /^request\.url = url.*$/m }[runner.language.id];
  if (!guard) return;
  const { cases } = await prepareDownloads();
  const write: SnippetLanguage["write"] = (signed, payload) =>
    runner.language.write(signed, payload).replace(guard, "");
  const language = { ...runner.language, write };
  const dotted = cases.filter(({ key }) => hasDotSegments(key));
  const outcomes = await runAll({ ...runner, language }, dotted);
  assert.ok(outcomes.length >= 6);
  for (const { key, ok } of outcomes) assert.ok(!ok, key);
});

testEach("a hostile output name remains one file in the folder", async (runner) => {
  const { cases } = await prepareDownloads();
  const names = [
    "../../up",
    "/etc/passwd",
    "..",
    "-rf",
    "--help",
    "a/b/c'$(touch pwned)`",
    "x\ny",
    "C:\\z\\..\\y",
    "|",
    "",
  ];
  const outcomes = await runAll(
    runner,
    names.map((output) => ({ ...(cases[0] as Case), payload: { output } })),
  );
  for (const [index, { ok, said, folder }] of outcomes.entries()) {
    assert.ok(ok, said);
    assert.deepEqual(readdirSync(folder), [safeFileName(names[index] as string)]);
  }
});

testEach("a file with any name and bytes uploads to every hostile key, with hostile headers", async (runner) => {
  const bucket = await target.current.bucket();
  const cases: Case[] = [];
  for (const [index, key] of sampled(HOSTILE_KEYS).entries()) {
    const note = HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] as string;
    const disposition = `attachment; filename="${note.replace(/["\\]/g, "\\$&")}"`;
    const input: PutObjectCommandInput = {
      Bucket: bucket,
      Key: key,
      ContentType: "text/x-odd; q='\"1\"'",
      ContentDisposition: disposition,
      Metadata: { note },
    };
    const headers = {
      "content-type": input.ContentType as string,
      "content-disposition": disposition,
      "x-amz-meta-note": note,
    };
    const file = [...key.replaceAll("/", "_")].slice(0, 40).join("").replace(/^\.+$/, "dots");
    const signed = await sign(new PutObjectCommand(input), headers);
    cases.push({ key, signed, payload: { file }, files: { [file]: index === 0 ? Buffer.alloc(0) : bytesFor(key) } });
  }
  const outcomes = await runAll(runner, cases);
  assert.ok(outcomes.length >= (target.current.strict ? 65 : 15), `${outcomes.length} cases`);
  for (const { key, ok, said, folder, signed, files } of outcomes) {
    assert.ok(ok, `${JSON.stringify(key)}: ${said}`);
    assert.deepEqual(readdirSync(folder), Object.keys(files ?? {}), key);
    const { bytes, Metadata, ContentDisposition, ContentType } = await stored(bucket, key);
    assert.deepEqual(bytes, Object.values(files ?? {})[0], key);
    assert.deepEqual(
      { note: Metadata?.note, ContentDisposition, ContentType },
      {
        note: signed.headers["x-amz-meta-note"],
        ContentDisposition: signed.headers["content-disposition"],
        ContentType: signed.headers["content-type"],
      },
      key,
    );
  }
});

testEach("an exact body arrives unchanged, with its signed length", async (runner) => {
  const bucket = await target.current.bucket();
  const bodies = sampled([
    "",
    "plain",
    "no end of line, 'single' \"double\" \\ `tick` $(x) %s %% !",
    "<a>\n  <b>한국어 😀</b>\n</a>\n\n\n",
    "\r\n\r\n",
    "\ttab\u0000nul\u0001one\u001b[31m\u007f\u0085",
    "\\n \\0101 \\c stop",
    "‘’‚‛“”\u2028\u2029\ufeff",
    "@file",
    "x".repeat(300_000),
    ...HOSTILE_TEXTS,
  ]);
  const cases: Case[] = [];
  for (const [index, body] of bodies.entries()) {
    const key = `body ${index}`;
    const length = Buffer.byteLength(body);
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentLength: length });
    cases.push({ key, signed: { ...(await sign(command, { "content-length": String(length) })), body } });
  }
  const from = target.current.strict?.requests.length ?? 0;
  const outcomes = await runAll(runner, cases);
  const unfit =
    runner.language.id === "wget" ? bodies.filter((body) => body.includes("\0") || body.length > 131_072) : [];
  assert.equal(outcomes.length, bodies.length - unfit.length);
  for (const { key, ok, said, signed } of outcomes) {
    assert.ok(ok, `${JSON.stringify(signed.body)}: ${said}`);
    assert.equal((await stored(bucket, key)).bytes.toString(), signed.body);
  }
  for (const { headers, presigned } of target.current.strict?.requests.slice(from) ?? []) {
    if (!presigned) continue;
    assert.equal(headers.expect, undefined);
    const type = runner.language.id === "wget" ? "application/octet-stream" : undefined;
    assert.equal(headers["content-type"], type, "no content type is sent");
  }
});

testEach("an S3 error makes the snippet fail, and is shown", async (runner) => {
  const { bucket } = await prepareDownloads();
  const at = { Bucket: bucket, Key: "not/there" };
  const broken = (signed: SignedRequest) => ({ ...signed, url: signed.url.replace("Signature=", "Signature=0") });
  const outcomes = await runAll(runner, [
    { key: "NoSuchKey", signed: await sign(new GetObjectCommand(at)) },
    { key: "SignatureDoesNotMatch", signed: broken(await sign(new GetObjectCommand(at))) },
    {
      key: "SignatureDoesNotMatch",
      signed: broken(await sign(new PutObjectCommand(at))),
      files: { there: bytesFor("") },
    },
    { key: "SignatureDoesNotMatch", signed: { ...broken(await sign(new PutObjectCommand(at))), body: "x" } },
    { key: "SignatureDoesNotMatch", signed: broken(await sign(new DeleteObjectCommand(at))) },
    { key: "404", signed: await sign(new HeadObjectCommand(at)) },
  ]);
  for (const { key, ok, said } of outcomes) {
    assert.ok(!ok, key);
    assert.match(said, new RegExp(key));
  }
});

testEach("HEAD shows the headers, and DELETE deletes", async (runner) => {
  const bucket = await target.current.bucket();
  const at = { Bucket: bucket, Key: 'it\'s "there"' };
  await target.current.put(bucket, at.Key, "content");
  const [head, removal] = await runAll(runner, [
    { key: at.Key, signed: await sign(new HeadObjectCommand(at)) },
    { key: at.Key, signed: await sign(new DeleteObjectCommand(at)) },
  ]);
  assert.ok(head?.ok, head?.said);
  assert.match(head.said, /etag: "?[0-9a-f]{32}/i);
  assert.ok(removal?.ok, removal?.said);
  await assert.rejects(stored(bucket, at.Key), { name: "NoSuchKey" });
});

testEach("a form sends its fields unchanged and in order, and the file last", async (runner) => {
  if (runner.language.id === "wget") return;
  const received: Promise<FormData>[] = [];
  const server = createServer(async (message, response) => {
    const headers = { "content-type": message.headers["content-type"] as string };
    received.push(new Response(await buffer(message), { headers }).formData());
    response.end("<PostResponse/>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const fields = Object.fromEntries([
    ["key", "a/‮한 'x'"],
    ...HOSTILE_TEXTS.map((text, index) => [`x-amz-meta-${index}`, text]),
    ["policy", "e30="],
    ["two-lines", "one\r\ntwo\tthree"],
    ["empty", ""],
  ]) as Record<string, string>;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const signed: SignedPost = { ...TIMES, kind: "post", url, fields, policy: {} };
  const names = ["plain.bin", 'it\'s; "$(touch pwned)"\\,x.bin', "-", "@한국어.bin"];
  const cases = names.map((file) => ({ key: file, signed, payload: { file }, files: { [file]: bytesFor(file) } }));
  const outcomes = await runAll(runner, cases).finally(() => server.close());
  for (const [index, { ok, said, key, folder }] of outcomes.entries()) {
    assert.ok(ok, said);
    assert.match(said, /<PostResponse\/>/);
    assert.deepEqual(readdirSync(folder), [key]);
    const entries = [...((await received[index]) as FormData)];
    const [name, file] = entries.pop() as [string, File];
    assert.deepEqual(entries, Object.entries(fields));
    assert.equal(name, "file");
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), bytesFor(key));
    // A backslash separates folders on Windows, and each client encodes backslashes and quotes in its own way.
    assert.equal(file.name.replace(/^.*\\/s, "").replaceAll("%22", '"'), key.replace(/^.*\\/s, ""));
  }
});

testEach("a form uploads a file", async (runner, context) => {
  if (runner.language.id === "wget") return context.skip("wget cannot send forms");
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const note = "it's `x` $(y) <z> @";
  const Fields = { "x-amz-meta-note": note, success_action_status: "201" };
  const Key = "up/${filename}";
  const { url, fields } = await createPresignedPost(client, { Bucket, Key, Fields });
  const signed: SignedPost = { ...TIMES, kind: "post", url, fields, policy: {} };
  const files = { "보고서 1.bin": bytesFor("form") };
  const payload = { file: "보고서 1.bin" };
  const [outcome] = await runAll(runner, [{ key: Key, signed, payload, files }]);
  if (/NotImplemented/.test(outcome?.said ?? "")) return context.skip("this server does not support forms");
  assert.ok(outcome?.ok, outcome?.said);
  const { bytes, Metadata } = await stored(Bucket, "up/보고서 1.bin");
  assert.deepEqual(bytes, bytesFor("form"));
  assert.equal(Metadata?.note, note);
});

testEach("an incomplete download never passes as complete", async (runner, context) => {
  const { strict } = target.current;
  if (!strict) return context.skip("only the strict server can cut a response");
  const bucket = await target.current.bucket();
  await target.current.put(bucket, "long", "x".repeat(100_000));
  const signed = await sign(new GetObjectCommand({ Bucket: bucket, Key: "long" }));
  strict.faults.add({ fault: { kind: "cut", afterBytes: 1000 }, bucket, times: 1 });
  const [outcome] = await runAll(runner, [{ key: "long", signed }]);
  assert.ok(outcome);
  // wget resumes an interrupted download automatically.
  const size = runner.language.id === "wget" && readFileSync(join(outcome.folder, "long")).length;
  assert.ok(!outcome.ok || size === 100_000, outcome.said);
});
