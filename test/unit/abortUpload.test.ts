import assert from "node:assert/strict";
import { test } from "node:test";
import { abortUploadCommand } from "../../src/core/snippets/abortUpload.ts";

test("the AWS CLI command that aborts an upload quotes any key", () => {
  const upload = { bucket: "b", key: "-it's $(x) 한.bin", uploadId: "-Id.1" };
  const at = { region: "eu-west-1", endpoint: "https://s3.example.com:9000", profile: "a profile" };
  assert.equal(
    abortUploadCommand(upload, at),
    [
      "aws s3api abort-multipart-upload --bucket='b' --key='-it'\\''s $(x) 한.bin' --upload-id='-Id.1'",
      "--region='eu-west-1' --endpoint-url='https://s3.example.com:9000' --profile='a profile'",
    ].join(" "),
  );
  assert.match(abortUploadCommand(upload, { region: "eu-west-1" }), /--region='eu-west-1'$/);
});
