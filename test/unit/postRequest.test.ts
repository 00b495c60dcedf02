import assert from "node:assert/strict";
import { test } from "node:test";
import { isS3Error } from "../../src/core/errors/errors.ts";
import { checkPostRequest, type PostRequest } from "../../src/core/post/policy/postRequest.ts";

const GIB = 1024 ** 3;
const TAGS = "<Tagging><TagSet><Tag><Key>team</Key><Value>a &amp; b</Value></Tag></TagSet></Tagging>";

/** The request as a keybinding or a task sends it: unchecked JSON. */
function outcome(rest: Record<string, unknown>): string {
  try {
    checkPostRequest({ bucket: "b", key: "in/${filename}", ...rest } as unknown as PostRequest);
    return "accepted";
  } catch (error) {
    if (!isS3Error(error)) throw error;
    const { reason } = error.details as { reason?: string };
    return reason ? `${error.code} ${reason}` : error.code;
  }
}
const conditions = (...list: unknown[]) => ({ conditions: list });
const fields = (form: Record<string, unknown>, ...list: unknown[]) => ({ fields: form, conditions: list });

test("requests that the SDK and boto3 wrongly allow are rejected, each with its own code", () => {
  for (const [request, expected] of [
    [{ bucket: undefined }, "missingParameter"],
    [{ key: undefined }, "missingParameter"],
    [{ key: 7 }, "invalidParameter"],
    [{ fields: [] }, "invalidParameter"],
    [{ conditions: {} }, "invalidParameter"],
    [{ Conditions: [] }, "unknownParameter"],
    [{ bucket: "a/b" }, "invalidBucket"],
    [{ bucket: "" }, "invalidBucket"],
    [{ key: "" }, "emptyKey"],
    [{ key: "x".repeat(1025) }, "keyTooLong"],
    [{ key: `${"한".repeat(342)}` }, "keyTooLong"],
    [{ expiresIn: 0 }, "invalidExpiry tooShort"],
    [{ expiresIn: -5 }, "invalidExpiry tooShort"],
    [{ expiresIn: 1.5 }, "invalidExpiry notWhole"],
    [{ expiresIn: 604_801 }, "invalidExpiry tooLong"],
    [{ expiresIn: "60" }, "invalidExpiry notUnderstood"],
    [conditions(null), "invalidCondition notACondition"],
    [conditions("acl"), "invalidCondition notACondition"],
    [conditions({ acl: "private", bucket: "b" }), "invalidCondition notOneProperty"],
    [conditions({}), "invalidCondition notOneProperty"],
    [conditions({ acl: 7 }), "invalidCondition notText"],
    [conditions([]), "invalidCondition unknownOperator"],
    [conditions(["ends-with", "$key", ".png"]), "invalidCondition unknownOperator"],
    [conditions(["eq", "$acl"]), "invalidCondition wrongCount"],
    [conditions(["starts-with", "$acl", "a", "b"]), "invalidCondition wrongCount"],
    [conditions(["content-length-range", 1]), "invalidCondition wrongCount"],
    [conditions(["eq", "$acl", 7]), "invalidCondition notText"],
    [conditions(["eq", "acl", "private"]), "invalidCondition noDollar"],
    [conditions(["starts-with", "$success_action_status", "2"]), "invalidCondition exactOnly"],
    [conditions(["starts-with", "$bucket", "b"]), "invalidCondition exactOnly"],
    [conditions(["starts-with", "$key", "in/a"], ["starts-with", "$key", "in/ab"]), "invalidCondition keyTwice"],
    [conditions(["eq", "$x-amz-meta-name", "${filename}"]), "invalidCondition fileName"],
    [conditions(["starts-with", "$key", "out/${filename}"]), "invalidCondition fileName"],
    [conditions(["content-length-range", 10, 5]), "invalidSizeRange reversed"],
    [conditions(["content-length-range", -1, 5]), "invalidSizeRange negative"],
    [conditions(["content-length-range", 0, 5 * GIB + 1]), "invalidSizeRange tooLarge"],
    [conditions(["content-length-range", 0, 0.5]), "invalidSizeRange notWhole"],
    [conditions(["content-length-range", "test", 5]), "invalidSizeRange notWhole"],
    [conditions(["content-length-range", 0, 5], ["content-length-range", 0, 6]), "invalidSizeRange twice"],
    [conditions(["eq", "$Contnet-Type", "a/b"]), "unknownField"],
    [conditions({ "": "x" }), "unknownField"],
    [conditions(["eq", "$x-amz-meta-", "x"]), "unknownField"],
    [fields({ "x-amz-meta-a b": "x" }), "unknownField"],
    [fields({ "x-amz-acl": "private" }), "unknownField"],
    [fields({ dzuuid: "x" }), "unknownField"],
    [fields({ policy: "x" }), "reservedField signer"],
    [fields({ "X-Amz-Signature": "x" }), "reservedField signer"],
    [fields({ AWSAccessKeyId: "x" }), "reservedField signer"],
    [conditions(["starts-with", "$x-amz-credential", ""]), "reservedField signer"],
    [conditions({ "x-amz-date": "20260101T000000Z" }), "reservedField signer"],
    [conditions({ "x-amz-security-token": "x" }), "reservedField signer"],
    [fields({ file: "x" }), "reservedField file"],
    [fields({ "x-amz-server-side-encryption-customer-key": "x" }), "reservedField customerKey"],
    [conditions(["starts-with", "$x-amz-server-side-encryption-customer-algorithm", ""]), "reservedField customerKey"],
    [fields({ acl: 7 }), "invalidField notText"],
    [fields({ success_action_status: "202" }), "invalidField status"],
    [conditions({ success_action_status: "404" }), "invalidField status"],
    [fields({ tagging: "team=a" }), "invalidField notTagging"],
    [fields({ tagging: "<Tagging><TagSet><Tag><Key>a</Key></TagSet></Tagging>" }), "invalidField notTagging"],
    [fields({ "x-amz-meta-a": "한글" }), "invalidField notAscii"],
    [fields({ "x-amz-meta-a": "a\r\nb" }), "invalidField controlCharacter"],
    [conditions(["starts-with", "$x-amz-meta-a", "é"]), "invalidField notAscii"],
    [fields({ acl: "private", ACL: "private" }), "invalidField twice"],
    [fields({ acl: "private" }, { acl: "public-read" }), "fieldConflict"],
    [fields({ "Content-Type": "text/plain" }, ["starts-with", "$content-type", "image/"]), "fieldConflict"],
    [fields({ key: "other" }), "fieldConflict"],
    [fields({ bucket: "other" }), "fieldConflict"],
    [conditions({ bucket: "other" }), "fieldConflict"],
    [{ key: "a.txt", ...conditions({ key: "b.txt" }) }, "fieldConflict"],
    [{ key: "a.txt", ...conditions(["starts-with", "$key", "b"]) }, "fieldConflict"],
    [conditions(["starts-with", "$key", "out/"]), "fieldConflict"],
    [conditions(["starts-with", "$acl", "pub"], ["starts-with", "$acl", "pri"]), "fieldConflict"],
    [conditions({ acl: "private" }, { acl: "public-read" }), "fieldConflict"],
  ] as const) {
    assert.equal(outcome(request), expected, JSON.stringify(request));
  }
});

test("everything that S3 accepts is accepted, in every form that boto3 supports", () => {
  for (const request of [
    {},
    { fields: null, conditions: null, expiresIn: null },
    { expiresIn: 604_800 },
    { key: "한".repeat(341) },
    { key: `${"x".repeat(1020)}\${filename}` },
    conditions(["content-length-range", 0, 0]),
    conditions(["content-length-range", "5", "10"]),
    conditions(["content-length-range", 0, 5 * GIB]),
    conditions(["StArTs-WiTh", "$CoNtEnT-TyPe", "text/"]),
    conditions({ bucket: "b" }, ["eq", "$bucket", "b"]),
    conditions(["starts-with", "$key", "in/"]),
    conditions(["starts-with", "$key", "in/report-"]),
    conditions({ key: "in/${filename}" }),
    conditions(["starts-with", "$acl", "p"], ["starts-with", "$acl", "public"]),
    conditions(["starts-with", "$acl", "p"], { acl: "private" }),
    fields({ key: "in/${filename}", bucket: "b" }),
    fields({ "Content-Type": "" }, ["starts-with", "$Content-Type", "image/"]),
    fields({ "Content-Type": "image/png,image/gif" }, ["starts-with", "$Content-Type", "image/"]),
    fields({ "x-amz-meta-name": "${filename}" }, { "x-amz-meta-name": "${filename}" }),
    fields({ tagging: TAGS, success_action_status: "201", "x-ignore-note": "anything 한" }),
    fields({ success_action_redirect: "https://example.com/done?a=1" }),
    fields({ "Content-Disposition": 'attachment; filename="${filename}"', Expires: "0" }),
    fields({ "x-amz-server-side-encryption": "AES256", "x-amz-storage-class": "STANDARD_IA" }),
  ]) {
    assert.equal(outcome(request), "accepted", JSON.stringify(request));
  }
});

test("warnings point out permissions of a form that may be unintended", () => {
  const warningsOf = (rest: Partial<PostRequest>) =>
    checkPostRequest({ bucket: "b", key: "in/${filename}", ...rest }).warnings.join(" ");
  const size: PostRequest["conditions"] = [["content-length-range", 0, 9]];
  for (const [request, expected] of [
    [{ conditions: size }, "prefixOverwritten"],
    [{}, "noSizeLimit prefixOverwritten"],
    [{ key: "${filename}", conditions: size }, "anyKey"],
    [{ key: "a", conditions: size }, "fixedKey"],
    [{ key: "a$$b/${filename}", conditions: size }, "prefixOverwritten doubleDollar"],
    [{ fields: { acl: "private" }, conditions: size }, "prefixOverwritten"],
    [{ fields: { acl: "public-read" }, conditions: size }, "prefixOverwritten publicAcl"],
    [{ conditions: [...size, ["starts-with", "$acl", ""]] }, "prefixOverwritten publicAcl fieldLeftToUploader"],
    [{ conditions: [...size, { acl: "private" }] }, "prefixOverwritten fieldLeftToUploader"],
    [{ conditions: [...size, ["starts-with", "$Content-Type", "image/"]] }, "prefixOverwritten fieldLeftToUploader"],
    [
      { fields: { "content-type": "image/" }, conditions: [...size, ["starts-with", "$Content-Type", "image/"]] },
      "prefixOverwritten",
    ],
    [
      { fields: { "content-type": "" }, conditions: [...size, ["starts-with", "$Content-Type", "image/"]] },
      "prefixOverwritten fieldLeftToUploader",
    ],
    [{ fields: { "x-ignore-note": "x" }, conditions: size }, "prefixOverwritten"],
  ] as [Partial<PostRequest>, string][]) {
    assert.equal(warningsOf(request), expected, JSON.stringify(request));
  }
});
