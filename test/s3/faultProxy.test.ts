import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { NETWORK_FAULTS, type NetworkFault, startFaultProxy } from "../support/networkFaults/faultProxy.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const BODY = "<a><b>c</b></a>".repeat(100);
/** Milliseconds after which the client gives up. */
const TIMEOUT = 1000;

/** A link to an object, signed for the proxy. */
async function setup(context: TestContext) {
  const proxy = await startFaultProxy(target.current.endpoint);
  context.after(() => proxy.close());
  const { s3 } = openS3(context, { ...target.current, endpoint: proxy.endpoint });
  const bucket = await target.current.bucket();
  await target.current.put(bucket, "k", BODY);
  const params = { Bucket: bucket, Key: "k" };
  const { url } = await s3.presign(await s3.connection("test"), { operation: "GetObject", params });
  return { proxy, url };
}

/** The result for a plain client: the status and the body, or the reason for the failure. */
async function look(url: string): Promise<{ status?: number; body?: string; failure?: string }> {
  const signal = AbortSignal.timeout(TIMEOUT);
  let status: number | undefined;
  try {
    const response = await fetch(url, { signal });
    status = response.status;
    return { status, body: await response.text() };
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    return { ...(status && { status }), failure: name === "TimeoutError" ? "silent" : (cause?.code ?? name) };
  }
}

const seen: Record<NetworkFault, (found: Awaited<ReturnType<typeof look>>, milliseconds: number) => void> = {
  delay: ({ body }, milliseconds) => assert.ok(body === BODY && milliseconds >= 29, `${milliseconds} ms`),
  stall: (found) => assert.deepEqual(found, { failure: "silent" }),
  "stall midway": (found) => assert.deepEqual(found, { status: 200, failure: "silent" }),
  cut: (found) => assert.deepEqual(found, { status: 200, failure: "UND_ERR_SOCKET" }),
  reset: (found) => assert.deepEqual(found, { failure: "ECONNRESET" }),
  lost: (found) => assert.deepEqual(found, { failure: "ECONNRESET" }),
  "500": ({ status, body }) => assert.ok(status === 500 && body?.includes("<Code>InternalError</Code>")),
  "503": ({ status, body }) => assert.ok(status === 503 && body?.includes("<Code>SlowDown</Code>")),
  malformed: ({ status, body = "" }) => {
    assert.deepEqual([status, body.length], [200, BODY.length]);
    assert.match(body, /^<a><b>c<</);
  },
  truncated: (found) => assert.deepEqual(found, { status: 200, body: BODY.slice(0, BODY.length >> 1) }),
  empty: (found) => assert.deepEqual(found, { status: 200, body: "" }),
  "too short": ({ status, body, failure }) => {
    assert.equal(status, 200);
    assert.ok(failure !== undefined || body === BODY.slice(0, BODY.length >> 1));
  },
  "too long": (found) => assert.deepEqual(found, { status: 200, failure: "silent" }),
};

for (const fault of Object.keys(NETWORK_FAULTS) as NetworkFault[]) {
  test(`a plain client observes ${fault}: ${NETWORK_FAULTS[fault]}`, async (context) => {
    const { proxy, url } = await setup(context);
    const before = proxy.requests.length;
    proxy.injectFault(fault, (number) => number === 2);
    const whole = { status: 200, body: BODY };
    assert.deepEqual(await look(url), whole, "not before the chosen request");
    const started = performance.now();
    seen[fault](await look(url), performance.now() - started);
    assert.deepEqual(await look(url), whole, "nor after it");
    proxy.injectFault(fault, () => true);
    for (let times = 0; times < 2; times++) {
      const again = performance.now();
      seen[fault](await look(url), performance.now() - again);
    }
    proxy.clear();
    assert.deepEqual(await look(url), whole);
    const passed = proxy.requests.slice(before);
    assert.deepEqual(
      passed.map(({ isFaulty }) => isFaulty),
      [false, true, false, true, true, false],
    );
    assert.ok(passed.every(({ method, url: path }) => method === "GET" && url.endsWith(path)));
  });
}

test("a reset request does not reach the server, but one whose response is lost does", async (context) => {
  const { proxy, url } = await setup(context);
  const { pathname } = new URL(url);
  const bucket = pathname.split("/")[1] ?? "";
  const { s3 } = openS3(context, { ...target.current, endpoint: proxy.endpoint });
  const connection = await s3.connection("test");
  const putTo = async (Key: string) =>
    (await s3.presign(connection, { operation: "PutObject", params: { Bucket: bucket, Key } })).url;
  for (const [fault, arrives] of [
    ["reset", false],
    ["lost", true],
  ] as const) {
    const to = await putTo(fault);
    proxy.injectFault(fault, (number) => number === 1);
    await assert.rejects(fetch(to, { method: "PUT", body: BODY }));
    const keys = (await s3.objects(connection, { bucket })).objects.map(({ key }) => key);
    assert.equal(keys.includes(fault), arrives, fault);
  }
});

test("other requests and responses pass unchanged", async (context) => {
  const { proxy, url } = await setup(context);
  const direct = await fetch(url.replace(proxy.endpoint, target.current.endpoint)).then(({ status }) => status);
  const { headers, status } = await fetch(url);
  assert.equal(status, 200);
  assert.equal(headers.get("etag"), `"${createHash("md5").update(BODY).digest("hex")}"`);
  // The signature covers Host, which names the proxy.
  assert.equal(direct, 403);
});
