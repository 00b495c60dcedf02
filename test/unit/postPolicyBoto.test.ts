import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { S3Client } from "@aws-sdk/client-s3";
import type { PostCondition } from "../../src/core/post/policy/policyRules.ts";
import { checkPostRequest, type PostRequest } from "../../src/core/post/policy/postRequest.ts";
import { presignPost } from "../../src/core/post/sign/presignPost.ts";

const NOW = Date.parse("2026-01-01T23:59:59Z");
const TOKEN = "FwoGZXIvYXdzEXAMPLETOKEN==";
const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret", sessionToken: TOKEN };
const client = new S3Client({ region: "us-east-1", credentials: KEYS, endpoint: "https://s3.example.com" });

/** The intended differences from boto3. */
type Difference =
  /** S3 rejects a field without a condition, and boto3 adds none. */
  | "fieldHasCondition"
  /** S3 compares after it has inserted the file name; boto3 handles that only at the end of the key. */
  | "fileNameIsPrefix"
  /** Repeating a condition has no effect. */
  | "saidOnce";

interface Case {
  request: Omit<PostRequest, "bucket">;
  differences?: Difference[];
  /** Conditions that only this extension has, and those that only boto3 has. */
  ours?: PostCondition[];
  boto?: PostCondition[];
}

const prefix = (field: string, value: string): PostCondition => ["starts-with", `$${field}`, value];
const size: PostCondition = ["content-length-range", 1, 1_048_576];
const form = (fields: Record<string, string>, conditions: PostCondition[] = []): Case["request"] => ({
  key: "k",
  fields,
  conditions,
});
/** A field with its condition, which boto3 needs. */
const both = (field: string, value: string): Case => ({ request: form({ [field]: value }, [{ [field]: value }]) });

const CASES: Case[] = [
  { request: { key: "report.pdf" } },
  { request: { key: "in/2026/report.pdf" } },
  { request: { key: "한글/보고서 “끝”.pdf" } },
  { request: { key: "a b+c%20d&e.txt" } },
  { request: { key: "${filename}" } },
  { request: { key: "in/${filename}" } },
  { request: { key: "in/한글-${filename}" } },
  { request: { key: "k", expiresIn: 1 } },
  { request: { key: "k", expiresIn: 604_800 } },
  { request: { key: "k", conditions: [size] } },
  { request: { key: "k", conditions: [["content-length-range", 0, 0]] } },
  { request: { key: "k", conditions: [{ acl: "private" }] } },
  { request: { key: "k", conditions: [prefix("acl", "")] } },
  { request: { key: "k", conditions: [prefix("Content-Type", "image/"), size] } },
  { request: { key: "k", conditions: [prefix("x-amz-meta-tag", ""), prefix("x-amz-meta-owner", "a")] } },
  { request: { key: "in/${filename}", conditions: [prefix("key", "in/report-")] } },
  { request: { key: "in/a.txt", conditions: [prefix("key", "in/")] } },
  both("acl", "public-read"),
  both("Content-Type", "image/png"),
  both("Cache-Control", "no-cache"),
  both("Content-Disposition", 'attachment; filename="a.txt"'),
  both("success_action_status", "201"),
  both("success_action_redirect", "https://example.com/done?a=1&b=2"),
  both("tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"),
  both("x-amz-meta-owner", "alice"),
  both("x-amz-storage-class", "STANDARD_IA"),
  both("x-amz-server-side-encryption", "AES256"),
  { request: form({ "Content-Type": "image/" }, [prefix("Content-Type", "image/")]) },
  { request: form({ "Content-Type": "" }, [prefix("Content-Type", "")]) },
  { request: form({ "x-ignore-note": "n" }) },
  {
    request: form({ acl: "private" }),
    differences: ["fieldHasCondition"],
    ours: [{ acl: "private" }],
  },
  {
    request: form({ acl: "private", "x-amz-meta-a": "1" }, [{ acl: "private" }]),
    differences: ["fieldHasCondition"],
    ours: [{ "x-amz-meta-a": "1" }],
  },
  {
    request: { key: "in/${filename}.bak" },
    differences: ["fileNameIsPrefix"],
    ours: [prefix("key", "in/")],
    boto: [{ key: "in/${filename}.bak" }],
  },
  {
    request: { key: "${filename}/${filename}" },
    differences: ["fileNameIsPrefix"],
    ours: [prefix("key", "")],
    boto: [prefix("key", "${filename}/")],
  },
  {
    request: form({ "x-amz-meta-name": "n-${filename}" }, [{ "x-amz-meta-name": "n-${filename}" }]),
    differences: ["fileNameIsPrefix"],
    ours: [prefix("x-amz-meta-name", "n-")],
    boto: [{ "x-amz-meta-name": "n-${filename}" }],
  },
  {
    request: form({ "x-amz-meta-name": "${filename}" }),
    differences: ["fieldHasCondition", "fileNameIsPrefix"],
    ours: [prefix("x-amz-meta-name", "")],
  },
  {
    request: { key: "k", conditions: [{ key: "k" }, { bucket: "examplebucket" }] },
    differences: ["saidOnce"],
    boto: [{ key: "k" }, { bucket: "examplebucket" }],
  },
  {
    request: { key: "in/${filename}", conditions: [prefix("key", "in/")] },
    differences: ["saidOnce"],
    boto: [prefix("key", "in/")],
  },
];

interface BotoPost {
  fields: Record<string, string>;
  policy: { expiration: string; conditions: PostCondition[] };
}

/** The first Python that has boto3. */
function signWithBoto(): BotoPost[] | undefined {
  const requests = CASES.map(({ request: { key, fields, conditions, expiresIn } }) => ({
    Bucket: "examplebucket",
    Key: key,
    ...(fields && { Fields: fields }),
    ...(conditions && { Conditions: conditions }),
    ...(expiresIn && { ExpiresIn: expiresIn }),
  }));
  const keys = {
    aws_access_key_id: KEYS.accessKeyId,
    aws_secret_access_key: KEYS.secretAccessKey,
    aws_session_token: TOKEN,
    endpoint_url: "https://s3.example.com",
  };
  for (const python of ["python3", "/usr/bin/python3"]) {
    if (spawnSync(python, ["-c", "import boto3"]).status !== 0) continue;
    const { status, stdout, stderr } = spawnSync(python, ["test/support/programs/boto3Posts.py"], {
      input: JSON.stringify({ time: NOW / 1000, keys, requests }),
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  }
  return undefined;
}

/** Lowercase names, as S3 compares them: the SDK writes X-Amz-Date, boto3 x-amz-date. */
function plain(condition: PostCondition): string {
  const [operator, field, value] = Array.isArray(condition)
    ? condition
    : ["eq", `$${Object.keys(condition)[0]}`, Object.values(condition)[0]];
  return JSON.stringify([operator, typeof field === "string" ? field.toLowerCase() : field, value]);
}

/** The order has no meaning: S3 requires all of them. */
const sorted = (conditions: PostCondition[]) => conditions.map(plain).sort();

/** Policies are compared by meaning: their bytes differ, so their signatures do too. */
function unsigned({ policy: _, "x-amz-signature": __, ...fields }: Record<string, string>) {
  return fields;
}

test("the form is the same as boto3's, except where boto3 is wrong", async (context) => {
  const boto = signWithBoto();
  if (!boto) return context.skip("no python3 on this machine has boto3");
  context.mock.timers.enable({ apis: ["Date"], now: NOW });
  assert.ok(CASES.length > 30);
  for (const [i, { request, differences = [], ours = [], boto: botosOwn = [] }] of CASES.entries()) {
    const signed = await presignPost(client, checkPostRequest({ bucket: "examplebucket", ...request }), "p");
    const theirs = boto[i] as BotoPost;
    const { expiration, conditions } = signed.policy as BotoPost["policy"];
    const what = JSON.stringify(request);
    assert.deepEqual(unsigned(signed.fields), unsigned(theirs.fields), what);
    assert.equal(expiration, theirs.policy.expiration, what);
    assert.deepEqual(sorted([...conditions, ...botosOwn]), sorted([...theirs.policy.conditions, ...ours]), what);
    assert.equal(differences.length > 0, ours.length + botosOwn.length > 0, what);
  }
});
