import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { GetObjectCommand, GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { evaluate, type PostUpload } from "../../src/core/post/policy/evaluate.ts";
import { checkPostRequest, type PostRequest } from "../../src/core/post/policy/postRequest.ts";
import { presignPost } from "../../src/core/post/sign/presignPost.ts";
import type { SignedPost } from "../../src/core/sign/signedRequest.ts";
import { arbitraryPost, obey, waysToBreak } from "../support/cases/arbitraryPosts.ts";
import { openS3 } from "../support/product/openS3.ts";
import { type FormResponse, uploadForm } from "../support/requests/formUpload.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const file = { name: "a.txt", content: "hello" };

type Form = Awaited<ReturnType<typeof prepared>>;

async function prepared(context: TestContext) {
  const { s3, log } = openS3(context, target.current);
  const bucket = await target.current.bucket();
  const connection = await s3.connection("test");
  const sign = (request: Partial<PostRequest> = {}) =>
    s3.presignPost(connection, { bucket, key: "in/${filename}", ...request });
  const read = (Key: string) => target.current.client.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return { bucket, sign, read, log, context };
}

/** Skipped where the server does not support forms (for example Cloudflare R2). */
function formTest(name: string, run: (form: Form) => Promise<void>): void {
  test(name, async (context) => {
    const form = await prepared(context);
    const { status } = await uploadForm(`${target.current.endpoint}/${form.bucket}`, { key: "probe" }, file);
    if (status === 405 || status === 501) context.skip(`the server responds to a form with ${status}`);
    else await run(form);
  });
}

const without = (fields: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));

formTest(
  "an upload form stores the exact bytes under the file's name, and signing asks each thing about its bucket once",
  async ({ sign, read, log }) => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    const { url, fields } = await sign();
    assert.deepEqual(
      log.map((line) => line.split(" ")[0]),
      ["HeadBucket", "GetObjectLockConfiguration", "PostObject"],
      "one request for the region and one for the lock, then the signature",
    );
    assert.equal((await uploadForm(url, fields, { name: "끝 +%20.bin", content: bytes })).status, 204);
    assert.deepEqual(await (await read("in/끝 +%20.bin")).Body?.transformToByteArray(), bytes);
    for (const [key, stored] of [
      ["in/fixed.txt", "in/fixed.txt"],
      ["in/x-${filename}.bak", "in/x-a.txt.bak"],
      ["${filename}/${filename}", "a.txt/a.txt"],
    ] as const) {
      // RGW replaces only the first one.
      if (!target.current.strict && key.split("${filename}").length > 2) continue;
      log.length = 0;
      const form = await sign({ key });
      assert.equal(log.length, 1, "only the signature");
      assert.equal((await uploadForm(form.url, form.fields, file)).status, 204, key);
      assert.equal(await (await read(stored)).Body?.transformToString(), "hello", key);
    }
  },
);

formTest("the form's fields are stored with the object", async ({ sign, read, bucket }) => {
  const { url, fields } = await sign({
    fields: {
      "Content-Type": "image/",
      "Cache-Control": "no-cache",
      "x-amz-meta-owner": "alice",
      tagging: "<Tagging><TagSet><Tag><Key>team</Key><Value>a b</Value></Tag></TagSet></Tagging>",
      "x-ignore-note": "anything",
    },
    conditions: [["starts-with", "$Content-Type", "image/"]],
  });
  assert.equal((await uploadForm(url, { ...fields, "Content-Type": "image/png" }, file)).status, 204);
  const stored = await read("in/a.txt");
  assert.equal(stored.ContentType, "image/png");
  // RGW drops it.
  if (target.current.strict) assert.equal(stored.CacheControl, "no-cache");
  assert.deepEqual(stored.Metadata, { owner: "alice" });
  const tags = await target.current.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "in/a.txt" }));
  assert.deepEqual(tags.TagSet, [{ Key: "team", Value: "a b" }]);
});

formTest("the response is the one that the form asks for", async ({ sign }) => {
  for (const success_action_status of ["200", "201", "204"]) {
    const { url, fields } = await sign({ fields: { success_action_status } });
    const { status, body } = await uploadForm(url, fields, file);
    assert.equal(status, Number(success_action_status));
    assert.equal(/<Key>in\/a\.txt<\/Key>/.test(body), success_action_status === "201");
  }
  const { url, fields } = await sign({ fields: { success_action_redirect: "http://127.0.0.1:1/done" } });
  const { status, headers } = await uploadForm(url, fields, file);
  assert.equal(status, 303);
  assert.match(headers.get("location") ?? "", /^http:\/\/127\.0\.0\.1:1\/done\?bucket=.+&key=in%2Fa\.txt&etag=%22/);
});

formTest("every way to misuse a form is rejected as S3 rejects it", async ({ sign, bucket }) => {
  const { url, fields, policy } = await sign({ conditions: [["content-length-range", 3, 10]] });
  const send = (changed: Record<string, string>, content = "hello") =>
    uploadForm(url, { ...fields, ...changed }, { name: "a.txt", content });
  const elsewhere = await target.current.bucket();
  const request = checkPostRequest({ bucket: bucket, key: "in/${filename}", expiresIn: 60 });
  const expired = await presignPost(target.current.client, request, "test", -600_000);
  const loose = Buffer.from(JSON.stringify({ ...policy, conditions: [] })).toString("base64");
  const wrong = { status: 403, code: "SignatureDoesNotMatch", message: /./, ceph: "AccessDenied" };
  const denied = (message: RegExp) => ({ status: 403, code: "AccessDenied", message });
  const order = { status: 400, code: "InvalidArgument", message: /check the order of the fields/ };
  for (const [what, response, expected] of [
    ["another folder", await send({ key: "out/a" }), denied(/Policy Condition failed: \["starts-with", ?"\$key"/)],
    ["an extra field", await send({ acl: "public-read" }), denied(/Extra input fields: acl/)],
    ["another bucket", await uploadForm(url.replace(bucket, elsewhere), fields, file), denied(/\$bucket/)],
    ["expired", await uploadForm(expired.url, expired.fields, file), denied(/Policy expired\./)],
    ["too large", await send({}, "x".repeat(11)), { status: 400, code: "EntityTooLarge", message: /./ }],
    ["too small", await send({}, "x"), { status: 400, code: "EntityTooSmall", message: /./ }],
    ["a looser policy", await send({ policy: loose }), wrong],
    ["another signature", await send({ "x-amz-signature": "0".repeat(64) }), wrong],
    ["the key after the file", await uploadForm(url, without(fields, "key"), file, { key: "in/a.txt" }), order],
    ["no key", await uploadForm(url, without(fields, "key"), file), order],
  ] as [string, FormResponse, { status: number; code: string; message: RegExp; ceph?: string }][]) {
    const { status, code, message } = response;
    assert.equal(status, expected.status, `${what}: ${code} ${message}`);
    assert.equal(code, target.current.strict ? expected.code : (expected.ceph ?? expected.code), what);
    // Messages differ between servers.
    if (target.current.strict) assert.match(message, expected.message, what);
  }
  const { status } = await uploadForm(url, fields);
  assert.equal(status, 400, "no file");
  assert.equal((await send({})).status, 204, "the form itself still works");
});

formTest("the bounds of a size range are inclusive", async ({ sign }) => {
  const { url, fields } = await sign({ conditions: [["content-length-range", 3, 10]] });
  for (const length of [3, 10]) {
    assert.equal((await uploadForm(url, fields, { name: "a", content: "x".repeat(length) })).status, 204);
  }
});

formTest(
  "no form is created for a bucket that does not exist, or from a request that S3 would reject",
  async ({ sign }) => {
    await assert.rejects(sign({ bucket: "s3presign-not-there" }), { code: "noSuchBucket" });
    await assert.rejects(sign({ fields: { acl: "private", policy: "x" } }), { code: "reservedField" });
    await assert.rejects(sign({ expiresIn: 8 * 86_400 }), { code: "invalidExpiry" });
  },
);

interface Pair {
  signed: SignedPost;
  upload: PostUpload;
}

async function serverVerdict({ signed, upload }: Pair): Promise<number> {
  const { fields, fileName, size } = upload;
  return (await uploadForm(signed.url, fields, { name: fileName, content: "x".repeat(size) })).status;
}

/** Ceph treats a missing field as an empty one, which starts with "". */
function cephDiffers({ signed, upload }: Pair): boolean {
  const verdict = evaluate(signed, upload);
  if (verdict.accepted || verdict.failed.reason !== "missingField") return false;
  return /^\["starts-with",".*",""\]$/.test(JSON.stringify(verdict.failed.condition));
}

formTest("the evaluator's verdict matches the server's for random forms and uploads", async ({ bucket, context }) => {
  const { client, strict } = target.current;
  const sign = ({ request }: { request: Omit<PostRequest, "bucket"> }, clockOffset = 0) =>
    presignPost(client, checkPostRequest({ bucket, ...request, expiresIn: 60 }), "test", clockOffset);
  const verdicts = { accepted: 0, refused: 0 };
  const pair = fc.record({ post: arbitraryPost, other: arbitraryPost, way: fc.nat(30) });
  await fc.assert(
    fc.asyncProperty(pair, async ({ post, other, way }) => {
      // Signed ten minutes ago, valid for one minute.
      const signed = await sign(post, way === 30 ? -600_000 : 0);
      const obedient = obey(signed.fields, post);
      const broken = waysToBreak(signed.policy, obedient)[way]?.upload;
      const upload = way === 29 ? obey(signed.fields, other) : (broken ?? obedient);
      fc.pre(strict !== undefined || !cephDiffers({ signed, upload }));
      const verdict = evaluate(signed, upload);
      const status = await serverVerdict({ signed, upload });
      const bySize = !verdict.accepted && /^(noKey|tooSmall|tooLarge)$/.test(verdict.failed.reason);
      const what = JSON.stringify({ verdict, upload, policy: signed.policy });
      if (verdict.accepted) assert.match(String(status), /^20[014]$/, what);
      else assert.equal(status, bySize ? 400 : 403, what);
      verdicts[verdict.accepted ? "accepted" : "refused"]++;
    }),
    { numRuns: strict ? 2000 : 200 },
  );
  context.diagnostic(JSON.stringify(verdicts));
  assert.ok(verdicts.accepted > 30 && verdicts.refused > 30, JSON.stringify(verdicts));
});
