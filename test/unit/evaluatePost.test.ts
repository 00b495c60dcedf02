import assert from "node:assert/strict";
import { test } from "node:test";
import { S3Client } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { describePolicy } from "../../src/core/post/policy/describePolicy.ts";
import { evaluate, type PostUpload } from "../../src/core/post/policy/evaluate.ts";
import { checkPostRequest, type PostRequest } from "../../src/core/post/policy/postRequest.ts";
import { presignPost } from "../../src/core/post/sign/presignPost.ts";
import { arbitraryPost, obey, waysToBreak } from "../support/cases/arbitraryPosts.ts";

const client = new S3Client({ region: "us-east-1", credentials: { accessKeyId: "A", secretAccessKey: "S" } });
const sign = (request: PostRequest) => presignPost(client, checkPostRequest(request), "p");

const policy = (...conditions: unknown[]) => ({
  expiration: "2026-01-01T00:00:00Z",
  conditions: [{ bucket: "b" }, ["starts-with", "$key", "in/"], ...conditions],
});
const upload = (rest: Partial<PostUpload> = {}): PostUpload => ({
  fileName: "a.png",
  size: 5,
  now: new Date("2025-12-31T23:59:59Z"),
  ...rest,
  fields: { key: "in/${filename}", policy: "…", "x-amz-signature": "…", ...rest.fields },
});
const reasonOf = (document: object, sent: PostUpload) => {
  const verdict = evaluate(document, sent);
  return verdict.accepted ? "accepted" : [verdict.failed.reason, verdict.failed.field].filter(Boolean).join(" ");
};

test("an upload that meets all conditions is accepted, and one that breaks a single rule is rejected for that rule", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryPost, async (post) => {
      const signed = await sign({ bucket: "b", ...post.request });
      const obedient = obey(signed.fields, post);
      assert.deepEqual(evaluate(signed, obedient), { accepted: true });
      assert.deepEqual(evaluate(signed.policy, obedient), { accepted: true });
      for (const broken of waysToBreak(signed.policy, obedient)) {
        const verdict = evaluate(signed, broken.upload);
        assert.ok(!verdict.accepted);
        const { reason, field } = verdict.failed;
        assert.deepEqual({ reason, field }, { reason: broken.reason, field: broken.field });
      }
      const late = { ...obedient, now: new Date(signed.expiresAt) };
      assert.equal(reasonOf(signed, late), "expired");
    }),
    { numRuns: 300 },
  );
});

test("checks run in S3's order: the policy itself, its expiration, extra fields, each condition, the size", () => {
  const broken = policy({ acl: "private" }, ["starts-with", "$Content-Type", "image/"], ["content-length-range", 9, 9]);
  const all = { acl: "public-read", "Content-Type": "text/html", extra: "x" };
  const late = new Date("2026-01-01T00:00:00Z");
  assert.equal(reasonOf({ ...broken, expiration: "tomorrow" }, upload({ fields: all, now: late })), "invalidPolicy");
  assert.equal(reasonOf(broken, upload({ fields: all, now: late })), "expired");
  assert.equal(reasonOf(broken, upload({ fields: all })), "extraField extra");
  const { extra: _, ...known } = all;
  assert.equal(reasonOf(broken, upload({ fields: known })), "notEqual acl");
  assert.equal(reasonOf(broken, upload({ fields: { ...known, acl: "private" } })), "wrongBeginning Content-Type");
  const good = { acl: "private", "Content-Type": "image/png" };
  assert.equal(reasonOf(broken, upload({ fields: good })), "tooSmall");
  assert.equal(reasonOf(broken, upload({ fields: good, size: 9 })), "accepted");
});

test("names, lists, variables and sizes follow the S3 documentation", () => {
  const image = policy(["starts-with", "$Content-Type", "image/"], ["starts-with", "$x-amz-meta-a", "a"]);
  const typed = (contentType: string, meta = "a,b") => upload({ fields: { "X-AMZ-Meta-A": meta }, contentType });
  const empty = policy({ "x-amz-meta-a": "" }, ["starts-with", "$x-amz-meta-b", ""]);
  const named = policy(["eq", "$x-amz-meta-a", "c.png"]);
  const from = (fileName: string) => upload({ fileName, fields: { "x-amz-meta-a": "${filename}" } });
  for (const [document, sent, expected] of [
    [image, typed("image/png,image/gif"), "accepted"],
    [image, typed("image/png,text/plain"), "wrongBeginning Content-Type"],
    [image, typed("IMAGE/png"), "wrongBeginning Content-Type"],
    [image, typed("image/png", "b,a"), "wrongBeginning x-amz-meta-a"],
    [image, upload({ fields: { "x-amz-meta-a": "a" } }), "missingField Content-Type"],
    [empty, upload({ fields: { "x-amz-meta-a": "", "x-amz-meta-b": "" } }), "accepted"],
    [empty, upload({ fields: { "x-amz-meta-a": "" } }), "missingField x-amz-meta-b"],
    [named, from("C:\\folder\\c.png"), "accepted"],
    [named, from("folder/c.png"), "accepted"],
    [policy(["eq", "$x-amz-meta-a", "$&c.png"]), from("$&c.png"), "accepted"],
    [policy(), upload({ fields: { key: "${filename}" } }), "wrongBeginning key"],
    [policy(), upload({ fields: { key: "${filename}" }, fileName: "" }), "noKey key"],
    [policy(), upload({ fields: { KEY: "in/other" } }), "accepted"],
    [policy(), upload({ fields: { "x-ignore-a": "x", File: "x" } }), "accepted"],
    [policy(), upload({ bucket: "other" }), "notEqual bucket"],
    [policy(), upload({ fields: { "x-amz-acl": "x" } }), "extraField x-amz-acl"],
    [policy(), upload({ size: 5 * 1024 ** 3 }), "accepted"],
    [policy(), upload({ size: 5 * 1024 ** 3 + 1 }), "tooLarge"],
    [policy(["content-length-range", "5", "10"]), upload(), "accepted"],
    [policy(["content-length-range", 6, 10]), upload(), "tooSmall"],
    [policy(["content-length-range", 0, 4]), upload(), "tooLarge"],
    [policy({ acl: "a", x: "y" }), upload(), "invalidPolicy"],
    [policy(["ends-with", "$key", "x"]), upload(), "invalidPolicy"],
    [{ ...policy(), expiration: "2026-01-01T00:00:00+09:00" }, upload(), "invalidPolicy"],
    [{ expiration: "2026-01-01T00:00:00Z" }, upload(), "invalidPolicy"],
    [{ ...policy(), conditions: [["starts-with", "$key", ""]] }, upload(), "extraField bucket"],
  ] as const) {
    assert.equal(reasonOf(document, sent), expected, JSON.stringify([document, sent]));
  }
});

test("a rejection names the condition, the field and the actual value", () => {
  assert.deepEqual(evaluate(policy(), upload({ fields: { key: "out/${filename}" } })), {
    accepted: false,
    failed: { reason: "wrongBeginning", condition: ["starts-with", "$key", "in/"], field: "key", actual: "out/a.png" },
  });
  const size = ["content-length-range", 0, 4];
  assert.deepEqual(evaluate(policy(size), upload()), {
    accepted: false,
    failed: { reason: "tooLarge", condition: size, actual: 5 },
  });
});

test("a policy is described rule by rule, including rules that S3 does not understand", async () => {
  const { policy: signed } = await sign({
    bucket: "b",
    key: "in/${filename}",
    fields: { acl: "private" },
    conditions: [
      ["content-length-range", 1, 9],
      ["starts-with", "$Content-Type", "image/"],
      ["starts-with", "$x-amz-meta-a", ""],
    ],
  });
  assert.deepEqual(describePolicy(signed).slice(1), [
    { code: "fieldBeginsWith", field: "Content-Type", value: "image/" },
    { code: "fieldFree", field: "x-amz-meta-a" },
    { code: "size", min: 1, max: 9 },
    { code: "fieldIs", field: "acl", value: "private" },
    { code: "bucket", value: "b" },
    { code: "keyBeginsWith", value: "in/" },
  ]);
  const foreign = { expiration: "2026-01-01T00:00:00Z", conditions: [{ key: "k" }, { a: "b", c: "d" }, ["x"]] };
  assert.deepEqual(describePolicy(foreign), [
    { code: "until", time: "2026-01-01T00:00:00Z" },
    { code: "keyIs", value: "k" },
    { code: "notUnderstood", condition: '{"a":"b","c":"d"}' },
    { code: "notUnderstood", condition: '["x"]' },
    { code: "sizeFree" },
  ]);
  assert.deepEqual(
    describePolicy({ expiration: "soon", conditions: [["starts-with", "$key", ""]] }).map(({ code }) => code),
    ["notUnderstood", "keyFree", "sizeFree"],
  );
});
