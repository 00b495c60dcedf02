// The part of the bench for the bundle that ships: `ourJobs.mjs JOB ARGUMENT…`. Plain JavaScript, so that Node has no
// types to strip.
import { createRequire } from "node:module";

const started = performance.now();
const { S3, uploadAll, downloadAll } = createRequire(import.meta.url)("../../dist/aws.js");
const { env } = process;
const s3 = new S3({ env, isTrusted: () => true, log: () => {} });
const connection = await s3.connection(env.AWS_PROFILE);
const never = () => {
  throw new Error("asked");
};

const jobs = {
  /** Prints the number of keys. */
  async listAll(bucket) {
    let count = 0;
    for await (const page of s3.allObjects(connection, { bucket })) count += page.length;
    console.log(count);
  },

  /** Prints the milliseconds from before the bundle is loaded until the first page has arrived. */
  async firstPage(bucket, prefix) {
    await s3.objects(connection, { bucket, prefix });
    console.log(performance.now() - started);
  },

  async upload(path, bucket, prefix) {
    const access = await s3.access(connection, bucket);
    check(await uploadAll(access, { roots: [path], prefix }, { askReplace: never }));
  },

  async download(bucket, key, folder) {
    const access = await s3.access(connection, bucket);
    const root = key.endsWith("/") ? { kind: "folder", prefix: key } : { kind: "object", key };
    check(await downloadAll(access, { roots: [root], folder }, { askExisting: never }));
  },
};

function check({ failed, leftOut = [], skipped }) {
  if (failed.length + leftOut.length + skipped > 0) throw failed[0]?.error ?? leftOut[0]?.error ?? new Error("skipped");
}

const [job, ...args] = process.argv.slice(2);
await jobs[job](...args);
s3.dispose();
