import assert from "node:assert/strict";
import {
  type CredentialsKind,
  type ErrorCode,
  type ErrorDetails,
  type OfSettings,
  S3Error,
} from "../../src/core/errors/errors.ts";
import { errorText } from "../../src/host/text/errorText.ts";

const text = <C extends ErrorCode>(code: C, details: ErrorDetails[C]) => errorText(new S3Error(code, details));
const own = (credentials: CredentialsKind): OfSettings => ({ connectionId: "connection:1", credentials });
const FILES = /config file|credentials file|aws_|endpoint_url|addressing_style/;

describe("an error refers to the place where its settings are", () => {
  const at = { profile: "p", endpoint: "https://s3.example.com" };
  const ofSettings = {
    keyIdRefused: at,
    secretRefused: at,
    credentialsExpired: { profile: "p" },
    invalidRegion: { profile: "p", region: "R" },
    wrongRegion: { bucket: "b", region: "r" },
    invalidEndpoint: at,
    endpointUnreachable: { endpoint: at.endpoint, reason: "ECONNREFUSED" },
    endpointSilent: { endpoint: at.endpoint, seconds: 20 },
    notS3: { endpoint: at.endpoint, status: 200 },
    unsupportedArn: { arn: "arn:aws:s3:us-east-1:111122223333:accesspoint/a", reason: "pathStyle" },
    unknownProfile: { profile: "p", known: [] },
  } as const;

  for (const code of Object.keys(ofSettings) as (keyof typeof ofSettings)[]) {
    it(`${code}: does not refer to AWS files for a saved connection`, () => {
      const details = { ...ofSettings[code], ...own("keys") } as ErrorDetails[typeof code];
      const { cause, next, action } = text(code, details);
      assert.doesNotMatch(`${cause} ${next}`, FILES);
      assert.notEqual(action?.command, "s3Presign.openConfigFile");
      if (["s3Presign.editConnection", "s3Presign.changeKeys"].includes(action?.command ?? "")) {
        assert.deepEqual(action?.arguments, [{ connection: { id: "connection:1" } }]);
      } else assert.match(next, /connection's|region/);
    });
  }

  it("keys: distinguishes those of a profile, of the environment, and entered by hand", () => {
    const nexts = [undefined, own("profile"), own("environment"), own("keys")].map((given) => [
      text("keyIdRefused", { ...at, ...given }).next,
      text("secretRefused", { ...at, ...given }).next,
      text("secretRefused", { ...at, ...given }).action?.command,
    ]);
    const [profile, ofProfile, environment, keys] = nexts;
    assert.deepEqual(profile, ofProfile);
    assert.deepEqual(profile, [
      "Check aws_access_key_id, and whether this key belongs to the server at the endpoint.",
      "Check aws_secret_access_key. A proxy that changes requests can also be the cause.",
      "s3Presign.openConfigFile",
    ]);
    assert.match(environment?.[0] ?? "", /^Check AWS_ACCESS_KEY_ID, /);
    assert.match(keys?.[0] ?? "", /^Check the connection's access key ID, /);
    assert.equal(environment?.[2], "s3Presign.editConnection");
    assert.equal(keys?.[2], "s3Presign.changeKeys");
  });

  it("expired credentials: says how to get new ones", () => {
    const { next, action } = text("credentialsExpired", { profile: "p" });
    assert.equal(next, "Get new credentials for the profile and save them in the credentials file, then try again.");
    assert.deepEqual([action?.title, action?.arguments], ["Open AWS Credentials File", [{ kind: "credentials" }]]);
    assert.match(
      text("credentialsExpired", { profile: "p", ...own("keys") }).next,
      /change the keys of the connection/,
    );
    assert.match(text("credentialsExpired", { profile: "p", ...own("environment") }).next, /AWS_SESSION_TOKEN/);
  });
});

describe("a fault of an AWS file names the file and the line, and what to change", () => {
  const at = { file: "/config", line: 3 };
  for (const [what, cause, next] of [
    [
      "line",
      "Line 3 of /config cannot be read.",
      "Change the line to [section], name = value, or a comment that starts with #.",
    ],
    [
      "indent",
      "The indentation of line 3 of /config is not valid.",
      "Indent only the settings below a service such as s3 =, and lines that continue credential_process.",
    ],
    ["encoding", "Line 3 of /config is not UTF-8 text.", "Save the file in the UTF-8 encoding."],
    [
      "name",
      "The section name in line 3 of /config cannot be read.",
      'Enter one name. If it contains spaces or an apostrophe, put it in double quotes, as in [profile "My Team"].',
    ],
    [
      "prefix",
      "The section in line 3 of /config is not a profile.",
      'Start its name with the word profile, as in [profile "My Team"].',
    ],
  ] as const) {
    it(what, () => {
      const action = { title: "Open AWS Config File", command: "s3Presign.openConfigFile", arguments: [at] };
      assert.deepEqual(text("configMalformed", { ...at, what }), { cause, next, action });
      assert.equal(
        text("configMalformed", { ...at, what, profile: "p" }).next,
        `${next} Until then, profile p cannot be used.`,
      );
    });
  }
});

describe("an error uses the terms of IAM", () => {
  it("names the permission as IAM does, not the operation", () => {
    const details = { profile: "p", operation: "ListObjectsV2", permission: "s3:ListBucket" };
    const { cause, next } = text("accessDenied", { ...details, bucket: "b" });
    assert.equal(cause, "Access denied for ListObjectsV2 in bucket b (profile p).");
    assert.equal(next, "Ask your administrator for the s3:ListBucket permission, or use another profile.");
    assert.deepEqual(
      text("accessDenied", { ...details, operation: "ListBuckets", permission: "s3:ListAllMyBuckets" }),
      {
        cause: "Access denied for ListBuckets (profile p).",
        next: "Add buckets by name, or use a profile with the s3:ListAllMyBuckets permission.",
        action: { title: "Add Bucket…", command: "s3Presign.addBucket" },
      },
    );
    assert.deepEqual(text("accessDenied", { ...details, bucket: "b", ...own("keys") }), {
      cause: "Access denied for ListObjectsV2 in bucket b (connection p).",
      next: "Ask your administrator for the s3:ListBucket permission, or use another connection.",
      action: { title: "Try Again", command: "s3Presign.refresh" },
    });
    assert.match(
      text("linkDenied", { serverMessage: "", permission: "s3:GetObjectTagging" }).next,
      /\(s3:GetObjectTagging, or kms:Decrypt/,
    );
  });

  it("names the header that is missing, and what to do about it", () => {
    const missing = { operation: "UploadPart", missing: "ETag", missingFrom: "header" } as const;
    const at = { endpoint: "https://s3.example.com", status: 200 };
    assert.deepEqual(text("notS3", { ...at, ...missing }), {
      cause: "The response from https://s3.example.com to UploadPart has no ETag header.",
      next: "If the server is behind a proxy, configure the proxy to pass on this header. For uploads from a web page, the CORS rules must also list it in ExposeHeaders.",
    });
    const completed = text("notS3", {
      ...at,
      ...missing,
      operation: "CompleteMultipartUpload",
      missingFrom: "body",
    });
    assert.equal(
      completed.cause,
      "The response from https://s3.example.com to CompleteMultipartUpload contains no ETag.",
    );
    assert.match(completed.next, /^The object might have been stored\. /);
  });

  it("says why an upload failed whose parts are left", () => {
    const failure = new S3Error("throttled", { operation: "UploadPart" });
    const left = { connection: "profile:p", bucket: "b", key: "k", uploadId: "1", reason: "accessDenied" };
    assert.equal(
      errorText(new S3Error("partsLeft", left, { cause: failure })).cause,
      "Too many requests. The server throttled UploadPart. The upload of k failed, and its parts are still stored in bucket b (accessDenied).",
    );
  });

  it("does not advise trying again if the server does not support the operation", () => {
    const details = { operation: "PutObjectAcl", status: 501, serverCode: "NotImplemented" };
    const { cause, next } = text("serverFault", { ...details, serverMessage: "Not here." });
    assert.equal(cause, "The server does not support this PutObjectAcl request (501 NotImplemented: Not here.).");
    assert.doesNotMatch(next, /again/);
  });

  it("says that a wrong clock affects all requests, not only links", () => {
    assert.equal(
      text("clockSkew", { seconds: 3600 }).next,
      "Set the clock or turn on automatic time, then try again. S3 rejects requests if the clock is wrong.",
    );
  });
});
