import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { pseudoRandom } from "../support/servers/serverProcess.ts";
import { bareDownload, bareUpload } from "./bareTransfers.ts";
import type { Bench, Group } from "./bench.ts";
import { at } from "./listing.ts";
import { type Contest, inSeconds, type Turn } from "./measure.ts";
import { runProgram } from "./programs.ts";
import { type BenchServer, createBucket, empty, startRgw, startStrict } from "./servers.ts";

const MiB = 1024 ** 2;

/** The data that is transferred: one file, or a folder of files. */
interface Load {
  /** As in the names of rows. */
  name: string;
  path: string;
  /** Name of the file or folder, and its key; the key of a folder ends in `/`. */
  key: string;
  count: number;
  bytes: number;
}

const NAMES = ["1GiB", "2000x16KiB"].flatMap((load) => [`upload-${load}`, `download-${load}`]);

/**
 * Whole programs again. Each starts with an empty bucket or folder, which must be complete afterwards. `bare` is the least
 * that Node.js needs, and `bareHashed` the same with the hashes of signed bodies; see bareTransfers.mjs.
 */
export const transfers: Group = {
  names: NAMES.flatMap((name) => [name, `${name}-rgw`]),
  async *contests(bench) {
    const folder = scratchFolder("bench");
    const loads = [largeFile(folder.path, bench), smallFiles(folder.path, bench)];
    for (const suffix of ["", "-rgw"]) {
      if (!NAMES.some((name) => bench.wants(name + suffix))) continue;
      const server = suffix ? await startRgw() : await startStrict([]);
      if (!server)
        console.log("Skipped because Ceph RGW is not installed: apt-get install radosgw ceph-mon ceph-osd ceph-common");
      else yield* onServer(bench, server, loads, suffix, folder.path);
    }
    folder.remove();
  },
};

async function* onServer(
  bench: Bench,
  server: BenchServer,
  loads: Load[],
  suffix: string,
  folder: string,
): AsyncGenerator<Contest> {
  await createBucket(server, "bench-uploads");
  await createBucket(server, "bench-downloads");
  for (const load of loads) {
    const [up, down] = [`upload-${load.name}${suffix}`, `download-${load.name}${suffix}`];
    if (bench.wants(up)) yield { ...form(up), contenders: inSeconds(uploads(bench, server, load, folder)) };
    if (!bench.wants(down)) continue;
    await runOurs(server, "upload", load.path, "bench-downloads", "");
    yield { ...form(down), contenders: inSeconds(downloads(bench, server, load, folder)) };
    await empty(server, "bench-downloads");
  }
  await server.stop();
}

const form = (name: string) => ({ name, unit: "s", lowerIsBetter: true });

const runOurs = (server: BenchServer, ...job: string[]) =>
  runProgram([process.execPath, "test/bench/ourJobs.mjs", ...job], server.ourEnv);

const isFolder = ({ key }: Load): boolean => key.endsWith("/");

function uploads({ peers }: Bench, server: BenchServer, load: Load, folder: string): Contest["contenders"] {
  const bucket = "bench-uploads";
  const { path, key } = load;
  const run = (command: string[]) => runProgram(command, server.peerEnv);
  const checked = (upload: () => Promise<Turn>) => async () => {
    const turn = await upload();
    const found = await empty(server, bucket);
    if (found.count === load.count && found.bytes === load.bytes) return turn;
    throw new Error(`found ${found.count} objects of ${found.bytes} bytes, not ${load.count} of ${load.bytes}`);
  };
  const { python, aws, rclone } = peers;
  const to = [path, `s3://${bucket}/${key}`, ...(isFolder(load) ? ["--recursive"] : [])];
  return {
    ours: checked(() => runOurs(server, "upload", path, bucket, "")),
    bare: checked(() => bareUpload(server, { path, bucket, key }, folder)),
    bareHashed: checked(() => bareUpload(server, { path, bucket, key }, folder, true)),
    ...(python && { boto3: checked(() => run([python, "test/bench/boto3Jobs.py", "upload", path, bucket, ""])) }),
    ...(aws && { aws: checked(() => run([aws, "s3", "cp", ...to, "--only-show-errors", ...at(server)])) }),
    ...(rclone && { rclone: checked(() => run([rclone, rcloneCopy(load), path, `s3:${bucket}/${key}`])) }),
  };
}

function downloads({ peers }: Bench, server: BenchServer, load: Load, folder: string): Contest["contenders"] {
  const bucket = "bench-downloads";
  const into = join(folder, "into");
  const { key } = load;
  const run = (command: string[]) => runProgram(command, server.peerEnv);
  const target = join(into, key);
  const expected = digest(load.path);
  const checked = (download: () => Promise<Turn>) => {
    let isNew = true;
    return async () => {
      mkdirSync(isFolder(load) ? target : into, { recursive: true });
      const turn = await download();
      // Once per contender: the check is not timed, but would prolong the run.
      if (isNew && digest(target) !== expected) throw new Error(`${target} differs from ${load.path}`);
      isNew = false;
      rmSync(into, { recursive: true });
      return turn;
    };
  };
  const { python, aws, rclone } = peers;
  const from = [`s3://${bucket}/${key}`, target, ...(isFolder(load) ? ["--recursive"] : [])];
  return {
    ours: checked(() => runOurs(server, "download", bucket, key, into)),
    bare: checked(() => bareDownload(server, load.path, { path: target, bucket, key }, folder)),
    ...(python && { boto3: checked(() => run([python, "test/bench/boto3Jobs.py", "download", bucket, key, into])) }),
    ...(aws && { aws: checked(() => run([aws, "s3", "cp", ...from, "--only-show-errors", ...at(server)])) }),
    ...(rclone && { rclone: checked(() => run([rclone, rcloneCopy(load), `s3:${bucket}/${key}`, target])) }),
  };
}

const rcloneCopy = (load: Load): string => (isFolder(load) ? "copy" : "copyto");

function largeFile(folder: string, { quick }: Bench): Load {
  const bytes = (quick ? 64 : 1024) * MiB;
  const path = join(folder, "large.bin");
  const block = 16 * MiB;
  for (let at = 0; at < bytes; at += block) appendFileSync(path, pseudoRandom(block));
  return { name: "1GiB", path, key: "large.bin", count: 1, bytes };
}

function smallFiles(folder: string, { quick }: Bench): Load {
  const count = quick ? 200 : 2000;
  const path = join(folder, "small");
  const body = pseudoRandom(16 * 1024);
  for (let index = 0; index < count; index++) {
    const below = join(path, `folder-${index % 20}`);
    mkdirSync(below, { recursive: true });
    body.writeUInt32BE(index);
    writeFileSync(join(below, `file-${index}.bin`), body);
  }
  return { name: "2000x16KiB", path, key: "small/", count, bytes: count * body.length };
}

/** Of a file, or of all files of a folder with their names. */
function digest(path: string): string {
  const hash = createHash("sha256");
  const names = statSync(path).isFile() ? [""] : readdirSync(path, { recursive: true, encoding: "utf8" }).sort();
  for (const name of names) {
    hash.update(`${name}\n`);
    if (statSync(join(path, name)).isFile()) hash.update(readFileSync(join(path, name)));
  }
  return hash.digest("hex");
}
