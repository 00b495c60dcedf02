import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { PresignUrlRequest } from "../../src/api.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import { objectNode, type Setup, untouchedClipboard, useSetup } from "./setup.ts";

interface Failure {
  when: string;
  /** Causes the failure. */
  arrange?: (setup: Setup) => void | Promise<void>;
  /** A separate profile where something about the connection would be remembered. */
  profile?: string;
  key?: string;
  /** Differences from the plain request. */
  request?: Partial<PresignUrlRequest>;
  code: string;
  says: RegExp;
}

const failures: Failure[] = [
  {
    when: "the config file is malformed",
    arrange: ({ home }) => home.writeConfig("[profile demo]\nregion us-east-1\n"),
    code: "configMalformed",
    says: /^Line 2 of .*config cannot be read\. Change the line to \[section\], name = value/,
  },
  {
    when: "the profile is unknown",
    profile: "nobody",
    code: "unknownProfile",
    says: /^There is no AWS profile named “nobody”\. Choose one of: demo\.$/,
  },
  {
    when: "the clock is off by an hour",
    profile: "clock",
    arrange: ({ home, s3 }) => {
      home.write([{ name: "clock", endpoint: s3.endpoint, keys: alice }]);
      s3.clockOffset = 3600;
    },
    code: "clockSkew",
    says: /^This computer's clock is (1 hour|59 minutes 59 seconds).* behind the server's\. Set the clock/,
  },
  {
    when: "the key is longer than S3 allows",
    key: "é".repeat(513),
    code: "keyTooLong",
    says: /^The object key has 1,026 bytes, but S3 allows 1,024 bytes\. Shorten the key/,
  },
  {
    when: "the bucket does not exist",
    request: { params: { Bucket: "no-such-bucket", Key: "k" } },
    code: "noSuchBucket",
    says: /^Bucket no-such-bucket does not exist/,
  },
];

describe("a request that cannot be signed is reported with a specific error, and the clipboard is unchanged", () => {
  const setup = useSetup();
  afterEach(() => {
    setup.s3.clockOffset = 0;
  });

  for (const { when, arrange, profile = "demo", key = "README.md", request = {}, code, says } of failures) {
    it(when, async () => {
      await arrange?.(setup);
      const params = { Bucket: "acme-reports", Key: key, ...request.params };
      const signing = setup.api.presignUrl({ operation: "GetObject", connection: profile, params });
      await assert.rejects(signing, { name: "S3Error", code, message: says });
      const node = objectNode(params.Key, { bucket: params.Bucket, profile });
      await untouchedClipboard(() => vscode.commands.executeCommand("s3Presign.copyPresignedUrl", node));
    });
  }

  it("the endpoint is unreachable, unless the region needs no request", async () => {
    const { endpoint, close } = await startS3Server();
    await close();
    setup.home.write([{ name: "dead", endpoint, keys: alice, region: "eu-west-1" }]);
    const directory = { Bucket: "data--use1-az4--x-s3", Key: "k" };
    const inDirectory = { operation: "GetObject", connection: "dead", params: directory };
    await assert.rejects(setup.api.presignUrl(inDirectory), {
      code: "endpointUnreachable",
      message: /^Couldn't connect to http:\/\/127\.0\.0\.1:\d+: .*Check the network/,
    });
    const params = { Bucket: "acme-reports", Key: "README.md" };
    const { url, warnings } = await setup.api.presignUrl({ ...inDirectory, params });
    assert.match(url, /%2Feu-west-1%2Fs3%2F/);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ["regionUnverified"],
    );
  });

  it("the region is wrong", async () => {
    const request = { operation: "GetObject", params: { Bucket: "eu-archive", Key: "2019/ledger.csv" } };
    await setup.api.presignUrl(request);
    await assert.rejects(setup.api.presignUrl({ ...request, region: "us-east-1" }), {
      code: "wrongRegion",
      message: /^Bucket eu-archive is in eu-west-1, not in us-east-1\. Sign for eu-west-1, or omit the region\.$/,
    });
  });

  for (const [expiresIn, says] of [
    [0, /too short/],
    [-1, /too short/],
    [1.5, /whole number/],
    ["abc", /not a duration/],
    [8 * 86_400, /too long/],
  ] as const) {
    it(`the expiry is ${JSON.stringify(expiresIn)}`, async () => {
      const request = { operation: "GetObject", params: { Bucket: "acme-reports", Key: "k" } };
      await assert.rejects(setup.api.presignUrl({ ...request, expiresIn: expiresIn as number }), {
        code: "invalidExpiry",
        message: says,
      });
    });
  }
});
