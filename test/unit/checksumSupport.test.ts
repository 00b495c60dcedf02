import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChecksumKind, ChecksumSupport } from "../../src/core/client/checksumSupport.ts";
import { S3Error } from "../../src/core/errors/errors.ts";

const refused = (serverCode: string) =>
  new S3Error("refused", { operation: "PutObject", status: 400, serverCode, serverMessage: "" });

/** A request that succeeds with some kinds of checksums, and what was sent. */
function sender(accepted: ChecksumKind[], code: (kind: ChecksumKind) => string = () => "InvalidArgument") {
  const sent: ChecksumKind[] = [];
  const send = async (kind: ChecksumKind) => {
    sent.push(kind);
    if (!accepted.includes(kind)) throw refused(code(kind));
  };
  return { sent, send };
}

test("the best kind of checksum that succeeds is remembered for its operation", async () => {
  const support = new ChecksumSupport(false);
  const { sent, send } = sender(["md5", "none"]);
  for (let upload = 0; upload < 2; upload++) await support.attempt("PutObject", send);
  await support.attempt("UploadPart", send);
  assert.deepEqual(sent, ["crc32", "md5", "md5", "crc32", "md5"]);
});

test("requests at the same time all find the kind that succeeds", async () => {
  const support = new ChecksumSupport(false);
  const { sent, send } = sender(["none"]);
  const later = async (kind: ChecksumKind) => {
    if (kind === "crc32") await support.attempt("UploadPart", send);
    return send(kind);
  };
  await support.attempt("UploadPart", later);
  assert.deepEqual(sent, ["crc32", "md5", "none", "crc32", "md5", "none"]);
});

test("after a success, a refusal is not put down to the checksum", async () => {
  const support = new ChecksumSupport(false);
  await support.attempt("PutObject", sender(["crc32"]).send);
  const { sent, send } = sender([]);
  await assert.rejects(support.attempt("PutObject", send), { code: "refused" });
  assert.deepEqual(sent, ["crc32"]);
});

test("a request that fails with every kind of checksum fails for the first reason, and nothing is learned", async () => {
  const support = new ChecksumSupport(false);
  const { sent, send } = sender([], (kind) => (kind === "crc32" ? "InvalidRequest" : "InvalidArgument"));
  for (let upload = 0; upload < 2; upload++) {
    await assert.rejects(
      support.attempt("PutObject", send),
      (error: S3Error<"refused">) => error.details.serverCode === "InvalidRequest",
    );
  }
  assert.deepEqual(sent, ["crc32", "md5", "none", "crc32", "md5", "none"]);
});

test("other failures are final, and on Amazon S3 all are", async () => {
  const { sent, send } = sender([], () => "AccessDenied");
  await assert.rejects(new ChecksumSupport(false).attempt("PutObject", send));
  assert.deepEqual(sent, ["crc32"]);
  const onAws = sender([]);
  await assert.rejects(new ChecksumSupport(true).attempt("PutObject", onAws.send));
  assert.deepEqual(onAws.sent, ["crc32"]);
});
