import assert from "node:assert/strict";
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HttpRequest } from "@smithy/core/protocols";
import { sigV4aKey } from "../../src/core/sign/sigV4aKey.ts";
import { SigV4aSigner } from "../../src/core/sign/sigV4aSigner.ts";
import { offlineClient } from "../support/product/offlineClient.ts";

interface Vector {
  name: string;
  context: {
    credentials: { access_key_id: string; secret_access_key: string; token?: string };
    expiration_in_seconds: number;
    normalize: boolean;
    region: string;
    service: string;
    sign_body: boolean;
    timestamp: string;
    omit_session_token?: boolean;
  };
  /** As text, with its headers. */
  request: string;
  publicKey: { X: string; Y: string };
  canonicalRequest: string;
  stringToSign: string;
  signature: string;
}

const { vectors }: { vectors: Vector[] } = JSON.parse(readFileSync("test/support/cases/sigV4aVectors.json", "utf8"));

/** Keeps the texts that are signed. */
class ObservedSigner extends SigV4aSigner {
  canonicalRequest = "";
  stringToSign = "";

  protected override createCanonicalRequest(...args: Parameters<SigV4aSigner["createCanonicalRequest"]>): string {
    this.canonicalRequest = super.createCanonicalRequest(...args);
    return this.canonicalRequest;
  }

  protected override async createStringToSign(...args: Parameters<SigV4aSigner["createStringToSign"]>) {
    this.stringToSign = await super.createStringToSign(...args);
    return this.stringToSign;
  }
}

function signerFor({ credentials, region, service, normalize, omit_session_token }: Vector["context"]): ObservedSigner {
  return new ObservedSigner({
    credentials: {
      accessKeyId: credentials.access_key_id,
      secretAccessKey: credentials.secret_access_key,
      // Added to the link after it is signed.
      ...(credentials.token && !omit_session_token && { sessionToken: credentials.token }),
    },
    region,
    service,
    sha256: offlineClient().config.sha256,
    uriEscapePath: normalize,
  });
}

function readRequest({ request, context }: Vector): HttpRequest {
  const [head = "", body = ""] = request.split("\n\n");
  const [first = "", ...lines] = head.replace(/\n[ \t]+/g, " ").split("\n");
  const [, method = "", target = ""] = /^(\w+) (.*) HTTP\/1\.1$/.exec(first) ?? [];
  const headers: Record<string, string> = {};
  for (const line of lines.filter((each) => each !== "")) {
    const [, name = "", value = ""] = /^([^:]+):(.*)$/s.exec(line) ?? [];
    headers[name] = name in headers ? `${headers[name]},${value.trim()}` : value;
  }
  const [path = "", rawQuery = ""] = target.split("?");
  // A path that is not normalized is signed as it is sent.
  const sent = context.normalize ? path : path.replaceAll(" ", "%20");
  const query: Record<string, string> = Object.fromEntries(new URLSearchParams(rawQuery));
  return new HttpRequest({ method, path: sent, query, headers, ...(body && context.sign_body && { body }) });
}

function publicKeyOf({ X, Y }: Vector["publicKey"]): KeyObject {
  const [x, y] = [X, Y].map((hex) => Buffer.from(hex.padStart(64, "0"), "hex").toString("base64url"));
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x: x as string, y: y as string }, format: "jwk" });
}

test("the query vectors of aws-c-auth: canonical request, string to sign, public key, and signatures", async (context) => {
  assert.equal(vectors.length, 38);
  for (const vector of vectors) {
    await context.test(vector.name, async () => {
      const { credentials, timestamp, expiration_in_seconds } = vector.context;
      const signer = signerFor(vector.context);
      const options = { signingDate: new Date(timestamp), expiresIn: expiration_in_seconds };
      const { query = {} } = await signer.presign(readRequest(vector), options);
      assert.equal(signer.canonicalRequest, vector.canonicalRequest);
      assert.equal(signer.stringToSign, vector.stringToSign);
      const key = publicKeyOf(vector.publicKey);
      const own = createPublicKey(sigV4aKey(credentials.access_key_id, credentials.secret_access_key));
      assert.deepEqual(own.export({ format: "jwk" }), key.export({ format: "jwk" }));
      for (const signature of [vector.signature, query["X-Amz-Signature"] as string]) {
        assert.ok(verify("sha256", Buffer.from(vector.stringToSign), key, Buffer.from(signature, "hex")));
        assert.ok(!verify("sha256", Buffer.from(`${vector.stringToSign} `), key, Buffer.from(signature, "hex")));
      }
    });
  }
});
