import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { Bucket } from "../../src/core/bucket.ts";
import { readObject } from "../../src/core/files/objectFiles.ts";
import { readProperties } from "../../src/core/objects/properties.ts";
import { allVersions } from "../../src/core/objects/versions.ts";
import { readManifest } from "../../src/core/share/readManifest.ts";
import { readRecord } from "../../src/core/share/readRecord.ts";
import { DEFAULT_PAGES_PREFIX, newShareId, sharePlace } from "../../src/core/share/sharePlace.ts";
import { downloadAll } from "../../src/core/transfer/downloadAll.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { openS3 } from "../support/product/openS3.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { ServerFault } from "../support/s3Server/serverFaults.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
/** A response that never ends would be read forever. */
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "no faults", timeout: 10_000 };

async function setup(context: TestContext, operation: string, fault: ServerFault) {
  const opened = await manageSetup(context, target.current);
  await target.current.put(opened.bucket, "five", "12345");
  target.current.strict?.faults.add({ operation, fault });
  context.after(() => target.current.strict?.faults.clear());
  return { ...opened, access: await opened.s3.access(opened.connection, opened.bucket) };
}

type Setup = Awaited<ReturnType<typeof setup>>;
const drain = async (pages: AsyncIterable<unknown>) => {
  for await (const _ of pages);
};

const REQUESTS: Record<string, (setup: Setup) => Promise<unknown>> = {
  ListObjectsV2: ({ s3, connection, bucket }) => drain(s3.allObjects(connection, { bucket })),
  ListObjectVersions: ({ send, bucket }) => drain(allVersions(send, { bucket })),
  ListBuckets: ({ s3, connection }) => s3.buckets(connection),
  GetObjectTagging: ({ send, bucket }) => readTags(send, bucket),
};

async function readTags(send: Setup["send"], bucket: string): Promise<void> {
  const { tags } = await readProperties(send, { bucket, key: "five" });
  if ("error" in tags) throw tags.error;
}

for (const [operation, run] of Object.entries(REQUESTS)) {
  test(`a response to ${operation} that does not end is an error`, options, async (context) => {
    const opened = await setup(context, operation, { kind: "endless" });
    await assert.rejects(run(opened), { code: "responseTooLarge", details: { operation, limit: 32 * 1024 ** 2 } });
  });
}

test("an error response that does not end is an error too", options, async (context) => {
  const { access } = await setup(context, "GetObject", { kind: "endless" });
  await assert.rejects(readObject(access, "missing"), { code: "responseTooLarge" });
});

for (const [how, fault] of [
  ["without an end", { kind: "endless" }],
  ["of a larger size", { kind: "endless", declared: 100 * 1024 ** 2 }],
] as const) {
  test(`an object that HEAD calls 5 bytes is not read ${how}`, options, async (context) => {
    const { access } = await setup(context, "GetObject", fault);
    await assert.rejects(readObject(access, "five"), {
      code: "responseTooLarge",
      details: { operation: "GetObject", limit: 5 },
    });
  });

  for (const size of [5, undefined]) {
    test(`an object that HEAD calls 5 bytes is not downloaded ${how}, size ${size}`, options, async (context) => {
      const { access } = await setup(context, "GetObject", fault);
      const folder = scratchFolder("limits");
      context.after(folder.remove);
      const roots = [{ kind: "object" as const, key: "five", ...(size && { size }) }];
      const { failed } = await downloadAll(access, { roots, folder: folder.path }, { askExisting: async () => "skip" });
      assert.match(failed[0]?.error.code ?? "", /^(responseTooLarge|notS3)$/);
      assert.deepEqual(readdirSync(folder.path), []);
    });
  }
}

for (const [how, fault] of [
  ["without an end", { kind: "endless" }],
  ["of a larger size", { kind: "endless", declared: 100 * 1024 ** 2 }],
] as const) {
  test(`what is stored next to a page is not read ${how}`, options, async (context) => {
    const { s3, connection, bucket: name, send } = await setup(context, "GetObject", fault);
    const id = newShareId();
    const { record, slots } = sharePlace(DEFAULT_PAGES_PREFIX, id);
    await target.current.put(name, record, "{}");
    await target.current.put(name, `${slots}1.json`, "{}");
    await assert.rejects(readRecord(new Bucket(s3, connection, name), record), {
      code: "unknownShare",
      details: { id },
    });
    assert.equal(await readManifest(send, { bucket: name, key: `${slots}1` }), undefined);
  });
}

/** A service whose response to a request does not end. To all other requests, it responds with one word. */
async function endlessService(context: TestContext, isEndless: (path: string) => boolean): Promise<string> {
  const service = createServer((request, response) => {
    if (!isEndless(request.url ?? "")) return response.end("word");
    const more = () => {
      while (response.write(Buffer.alloc(65_536, " ")));
      response.once("drain", more);
    };
    return more();
  }).listen(0, "127.0.0.1");
  context.after(() => service.closeAllConnections() ?? service.close());
  await new Promise((resolve) => service.once("listening", resolve));
  return `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
}

for (const [source, path] of [
  ["EcsContainer", "/container"],
  ["Ec2InstanceMetadata", "/latest/api/token"],
  ["Ec2InstanceMetadata", "/latest/meta-data/iam/security-credentials/"],
  ["Ec2InstanceMetadata", "/latest/meta-data/iam/security-credentials/word"],
] as const) {
  test(`a response of ${source} from ${path} that does not end is an error`, options, async (context) => {
    const endpoint = await endlessService(context, (asked) => asked === path);
    const { s3, env } = openS3(context, target.current, `[profile machine]\ncredential_source = ${source}\n`);
    Object.assign(env, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/container`,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
    });
    await assert.rejects(s3.buckets(await s3.connection("machine")), {
      code: "responseTooLarge",
      details: { operation: "127.0.0.1", limit: 1024 ** 2 },
    });
  });
}

test("a response from STS that does not end is an error", options, async (context) => {
  const endpoint = await endlessService(context, () => true);
  const { s3 } = openS3(
    context,
    target.current,
    `[profile role]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = test\nendpoint_url = ${endpoint}\n`,
  );
  await assert.rejects(s3.buckets(await s3.connection("role")), { code: "responseTooLarge" });
});
