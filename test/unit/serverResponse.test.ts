import assert from "node:assert/strict";
import { test } from "node:test";
import { readErrorResponse, speaksS3 } from "../../src/core/http/serverResponse.ts";

const response = (body: string, headers: Record<string, string> = {}) => ({ status: 200, headers, body });

test("a response is from S3 if it has an ETag, an x-amz-* header or XML of S3", () => {
  for (const headers of [{ etag: '"1"' }, { "x-amz-request-id": "1" }]) assert.ok(speaksS3(response("", headers)));
  for (const body of [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    "<PostResponse><Bucket>b</Bucket>",
    '<?xml version="1.0"?><Tagging/>',
  ])
    assert.ok(speaksS3(response(body)), body);
});

test("the page of a proxy is not a response from S3", () => {
  for (const body of [
    "",
    "Sign in",
    "<html><body>Sign in",
    "<!DOCTYPE html><html>",
    "<HTML><BODY>",
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html>',
    '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
  ])
    assert.ok(!speaksS3(response(body, { "content-type": "text/html" })), body);
});

test("an error document is read with what its code means, and without a message if the server sends none", () => {
  const error = (code: string) => readErrorResponse(response(`<Error><Code>${code}</Code></Error>`));
  assert.deepEqual(error("SlowDown"), { fault: "throttled", code: "SlowDown", message: "" });
  assert.deepEqual(error("constructor"), { fault: "other", code: "constructor", message: "" });
  assert.equal(readErrorResponse(response("<html>Code</html>")), undefined);
});
