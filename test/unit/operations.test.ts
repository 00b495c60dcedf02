import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import * as sdk from "@aws-sdk/client-s3";
import { findOperation, type Member, type MemberType, operations } from "../../src/core/operations/catalogue.ts";
import { nearest } from "../../src/core/operations/nearest.ts";

const all = operations();
const member = (operation: string, name: string) =>
  findOperation(operation).members.find((one) => one.name === name) ?? assert.fail(name);

/** All members at all depths, with the innermost type of a list or map. */
function deepMembers(members: Member[]): Member[] {
  const inner = (type: MemberType): Member[] =>
    "of" in type ? inner(type.of) : "members" in type ? deepMembers(type.members) : [];
  return members.flatMap((one) => [one, ...inner(one.type)]);
}

test("the catalogue has every command of the SDK, as plain JSON", () => {
  const commands = Object.keys(sdk).filter((name) => /^[A-Z]\w+Command$/.test(name));
  assert.deepEqual(all.map(({ name }) => `${name}Command`).sort(), commands.sort());
  assert.equal(all.length, 112);
  assert.deepEqual(JSON.parse(JSON.stringify(all)), all);
});

test("an operation has its method, its path and the location of each member", () => {
  const { method, path } = findOperation("PutObjectTagging");
  assert.deepEqual([method, path], ["PUT", "/{Key+}?tagging"]);
  assert.equal(findOperation("GetObject").path, "/{Key+}");
  assert.equal(findOperation("GetBucketMetricsConfiguration").path, "/?metrics");
  const place = ({ binding, wireName }: Member) => `${binding} ${wireName}`;
  assert.equal(place(member("GetObject", "Key")), "label Key");
  assert.equal(place(member("GetObject", "VersionId")), "query versionId");
  assert.equal(place(member("PutObject", "ContentType")), "header content-type");
  assert.equal(place(member("PutObject", "Metadata")), "prefixHeader x-amz-meta-");
  assert.equal(place(member("PutObject", "Body")), "payload Body");
  assert.equal(place(member("SelectObjectContent", "Expression")), "body Expression");
  const required = (operation: string) =>
    findOperation(operation)
      .members.filter((one) => one.required)
      .map(({ name }) => name);
  assert.deepEqual(required("UploadPart").sort(), ["Bucket", "Key", "PartNumber", "UploadId"]);
  assert.deepEqual(required("ListBuckets"), []);
});

test("types come from the schemas, including enum values and secrets", () => {
  assert.deepEqual(member("PutObject", "ServerSideEncryption").type, {
    kind: "string",
    values: Object.values(sdk.ServerSideEncryption),
  });
  assert.deepEqual(member("GetObjectAttributes", "ObjectAttributes").type, {
    kind: "list",
    of: { kind: "string", values: Object.values(sdk.ObjectAttributes) },
  });
  assert.equal((member("PutObject", "StorageClass").type as { open?: boolean }).open, true);
  assert.equal(member("PutBucketMetricsConfiguration", "MetricsConfiguration").type.kind, "structure");
  const kinds = ["PartNumber", "ResponseExpires"].map((name) => member("GetObject", name).type.kind);
  assert.deepEqual(kinds, ["integer", "timestamp"]);
  assert.equal(member("PutObject", "Body").type.kind, "blob");
  assert.equal(member("PutObject", "SSECustomerKey").sensitive, true);
  assert.equal(member("PutObject", "Key").sensitive, false);
  const keys = deepMembers(all.flatMap(({ members }) => members)).filter(({ name }) => /SSECustomerKey$/.test(name));
  assert.ok(keys.length >= 10 && keys.every(({ sensitive }) => sensitive));
});

test("every enum of the SDK's types has its values", () => {
  const strings = deepMembers(all.flatMap(({ members }) => members)).filter(({ type }) => {
    const heart = "of" in type ? type.of : type;
    return heart.kind === "string" && heart.values;
  });
  assert.ok(strings.length > 150, String(strings.length));
  for (const { name, type } of strings) {
    const { values = [] } = ("of" in type ? type.of : type) as { values?: string[] };
    assert.ok(values.length > 0, name);
  }
});

test("descriptions are one line of plain text, and very few are missing", () => {
  assert.ok(all.every(({ description }) => description));
  const members = deepMembers(all.flatMap((one) => one.members));
  const reported = members.filter(({ description }) => description);
  assert.ok(reported.length > members.length * 0.97, `${reported.length} of ${members.length}`);
  for (const { description = "" } of [...all, ...reported]) {
    assert.doesNotMatch(description, /[<>\n*]|&\w+;|^\s|\s$/);
    assert.ok(description.length <= 161, description);
  }
  assert.equal(findOperation("GetObject").description, "Retrieves an object from Amazon S3.");
  assert.ok(statSync("src/core/operations/texts.json").size < 120_000);
});

test("operations with an unusual response or sender are marked", () => {
  assert.equal(findOperation("SelectObjectContent").care, "eventStream");
  assert.equal(findOperation("WriteGetObjectResponse").care, "objectLambda");
  assert.equal(all.filter(({ care }) => care).length, 2);
});

test("an operation is found by every usual spelling; for a misspelling, the right name is suggested and never assumed", () => {
  for (const spelling of ["GetObject", "getObject", "get_object", "get-object", "GETOBJECT", "get object"]) {
    assert.equal(findOperation(spelling).name, "GetObject");
  }
  const suggested = (spelling: string) => {
    try {
      return findOperation(spelling).name;
    } catch (error) {
      const { code, details } = error as { code: string; details: { nearest: string[] } };
      assert.equal(code, "unsupportedOperation");
      return details.nearest;
    }
  };
  assert.deepEqual(suggested("get_objct"), ["GetObject"]);
  assert.deepEqual(suggested("put_bucket_lifecycle"), ["PutBucketLifecycleConfiguration"]);
  assert.deepEqual(suggested("launch_missiles"), []);
  assert.deepEqual(suggested(""), []);
  assert.deepEqual(nearest("bukcet", ["Key", "Bucket"]), ["Bucket"]);
});
