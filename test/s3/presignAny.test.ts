import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { DeletePublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { findOperation } from "../../src/core/operations/catalogue.ts";
import { type Place, ROWS, type Row } from "../support/cases/presignRows.ts";
import { openS3 } from "../support/product/openS3.ts";
import { type RawResponse, rawRequest } from "../support/requests/rawRequest.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

/** The server lacks a feature that a row needs. */
class Lacking extends Error {}

/** New buckets have ACLs disabled and public access blocked, and some operations test exactly that. */
async function openBucket(): Promise<string> {
  const { client } = target.current;
  const Bucket = await target.current.bucket(undefined, { ObjectOwnership: "ObjectWriter" });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  return Bucket;
}

async function placeFor(context: TestContext, { lacking }: Pick<Row, "lacking"> = {}): Promise<Place> {
  const { s3 } = openS3(context, target.current);
  const connection = await s3.connection("test");
  const bucket = await openBucket();
  const key = "a b+c.txt";
  await target.current.put(bucket, key, "content");
  return {
    bucket,
    key,
    region: target.current.region,
    async send(operation, params = {}, body) {
      const has = (name: string) => findOperation(operation).members.some((member) => member.name === name);
      const whole = { ...(has("Bucket") && { Bucket: bucket }), ...(has("Key") && { Key: key }), ...params };
      const signed = await s3.presign(connection, { operation, params: whole });
      const { url, method, headers } = signed;
      const response = await rawRequest(url, { method, headers, body: signed.body ?? body ?? "" });
      const overlooks = !target.current.strict && lacking?.test(response.body.toString());
      if (response.status === 501 || response.status === 405 || overlooks) {
        throw new Lacking(
          `this server responds to ${operation} with ${response.status} ${response.body.toString().slice(0, 120)}`,
        );
      }
      return response;
    },
  };
}

async function carryOut({ operation, prepare, params = {}, body, expect = 200 }: Row, at: Place): Promise<void> {
  const prepared = await prepare?.(at);
  const own = typeof params === "function" ? params(at) : params;
  const response = await at.send(operation, { ...own, ...prepared }, body);
  if (typeof expect === "function") await expect(response, at);
  else if (typeof expect === "number") assert.equal(response.status, expect, response.body.toString());
  else {
    assert.equal(response.status, 200, response.body.toString());
    assert.match(response.body.toString(), expect);
  }
}

for (const row of ROWS) {
  test(`${row.operation}${row.about ? `, ${row.about}` : ""} works through its presigned request alone`, async (context) => {
    try {
      await carryOut(row, await placeFor(context, row));
    } catch (error) {
      if (!(error instanceof Lacking) || !row.needs) throw error;
      context.skip(`needs ${row.needs}: ${error.message}`);
    }
  });
}

test("the recipient must send the signed headers unchanged, and no other x-amz-* header", async (context) => {
  const { s3 } = openS3(context, target.current);
  const connection = await s3.connection("test");
  const bucket = await target.current.bucket();
  const params = { Bucket: bucket, Key: "k", ContentType: "text/css", Tagging: "a=b" };
  const { url, method, headers } = await s3.presign(connection, { operation: "PutObject", params });
  assert.deepEqual(headers, { "content-type": "text/css", "x-amz-tagging": "a=b" });
  const put = (changed: Record<string, string>): Promise<RawResponse> =>
    rawRequest(url, { method, headers: changed, body: "x" });
  const { "x-amz-tagging": tagging = "", ...untagged } = headers;
  for (const wrong of [
    untagged,
    { ...headers, "content-type": "text/html" },
    { "x-amz-tagging": tagging },
    { ...headers, "x-amz-tagging": "a=c" },
    // Ceph 16 accepts such a header.
    ...(target.current.strict ? [{ ...headers, "x-amz-acl": "public-read" }] : []),
  ]) {
    assert.equal((await put(wrong)).status, 403, JSON.stringify(wrong));
  }
  assert.notEqual((await put(headers)).status, 403);
});

test("without a bucket, or for one that is not created yet, no request is sent before signing", async (context) => {
  const { s3, log } = openS3(context, target.current);
  const connection = await s3.connection("test");
  const sent = target.current.strict?.requests.length;
  const sign = (operation: string, params = {}, region?: string) =>
    s3.presign(connection, { operation, params }, region);
  assert.match((await sign("ListBuckets")).url, new RegExp(`%2F${target.current.region}%2Fs3`));
  assert.match((await sign("ListBuckets", {}, "eu-north-1")).url, /%2Feu-north-1%2Fs3/);
  assert.match((await sign("CreateBucket", { Bucket: "not-yet" }, "eu-north-1")).url, /%2Feu-north-1%2Fs3/);
  assert.equal(target.current.strict?.requests.length, sent);
  assert.ok(
    log.every((line) => / signed until /.test(line)),
    log.join("\n"),
  );
});

test("an access point is rejected when the endpoint uses path style, and its region is that of its ARN", async (context) => {
  const elsewhere = "[profile aws]\nregion = us-east-1\n";
  const { s3 } = openS3(context, target.current, elsewhere);
  const Bucket = "arn:aws:s3:eu-west-1:123456789012:accesspoint/my-ap";
  const request = { operation: "GetObject", params: { Bucket, Key: "k" } };
  await assert.rejects(s3.presign(await s3.connection("test"), request), {
    code: "unsupportedArn",
    details: { arn: Bucket, reason: "pathStyle" },
  });
  await assert.rejects(s3.presign(await s3.connection("aws"), request, "us-east-1"), {
    code: "wrongRegion",
    details: { bucket: Bucket, region: "us-east-1", actual: "eu-west-1" },
  });
});
