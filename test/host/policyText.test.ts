import assert from "node:assert/strict";
import { describePolicy } from "../../src/core/post/policy/describePolicy.ts";
import { policyText } from "../../src/postForm/policyText.ts";

const sentences = (expiration: string, ...conditions: unknown[]) =>
  describePolicy({ expiration, conditions }).map(policyText);

describe("the rules of an upload form", () => {
  it("are described in plain sentences", () => {
    const [until, ...rules] = sentences(
      "2026-11-24T09:30:00Z",
      { bucket: "acme-reports" },
      ["starts-with", "$key", "uploads/2026/"],
      ["content-length-range", 1024, 1_048_576],
      { acl: "private" },
      { "x-amz-meta-note": "" },
      { success_action_status: "201" },
      { success_action_redirect: "https://example.com/done" },
      ["starts-with", "$Content-Type", "image/"],
      ["starts-with", "$x-amz-meta-owner", ""],
      { "x-amz-date": "20261124T083000Z" },
      { acl: "private", bucket: "b" },
    );
    assert.match(until ?? "", /^The form is valid until .*2026.*\.$/);
    assert.deepEqual(rules, [
      "The bucket must be acme-reports.",
      "The key must start with uploads/2026/.",
      "The file must be 1 KB to 1 MB in size.",
      "acl must be private.",
      "x-amz-meta-note must be empty.",
      "After an upload, S3 responds with status 201.",
      "After an upload, the browser goes to https://example.com/done.",
      "Content-Type must start with image/.",
      "x-amz-meta-owner is required and can have any value.",
      'S3 does not recognize the condition {"acl":"private","bucket":"b"}.',
    ]);
    assert.deepEqual(sentences("2026-11-24T09:30:00Z", { key: "a.txt" }, ["content-length-range", 0, 1024]).slice(1), [
      "The key must be a.txt.",
      "The file must be 1 KB or smaller.",
    ]);
    assert.deepEqual(sentences("2026-11-24T09:30:00Z", ["starts-with", "$key", ""]).slice(1), [
      "Any key is allowed.",
      "The file can have any size up to 5 GB.",
    ]);
    assert.deepEqual(sentences("2026-11-24T09:30:00Z", ["content-length-range", 5, 5]).slice(1), [
      "The file must be exactly 5 bytes.",
    ]);
  });
});
