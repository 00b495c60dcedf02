import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type ErrorCode, isS3Error } from "../../../src/core/errors/errors.ts";
import { scratchFolder } from "../run/scratchFolder.ts";
import { startCredentialServer } from "../servers/credentialServer.ts";
import { openS3Target, type S3Target, type useS3Target } from "../servers/s3Target.ts";
import { NETWORK_FAULTS, type NetworkFault } from "./faultProxy.ts";
import { fileRows } from "./fileRows.ts";
import { type Fixture, makeFixture } from "./fixture.ts";
import { bucketRows, changingRows, movingRows } from "./objectRows.ts";
import { linkRows, readingRows } from "./readingRows.ts";
import type { FaultRow } from "./row.ts";
import { cancelComplaints, complaints } from "./rules.ts";
import { type InjectedFault, runCancelled, runClean, runWithFault } from "./runRow.ts";
import { FaultTable } from "./table.ts";
import { formRows, transferRows } from "./transferRows.ts";
import { endsOf, isSkipped, type Variation, variationText } from "./variations.ts";

const ROWS: FaultRow[] = [
  ...readingRows,
  ...linkRows,
  ...formRows,
  ...transferRows,
  ...changingRows,
  ...movingRows,
  ...bucketRows,
  ...fileRows,
];

/** The faults of a command, given the number of its requests and its index in the table. */
export type Plan = (requests: number, command: number) => InjectedFault[];

const faults = Object.keys(NETWORK_FAULTS) as NetworkFault[];

/** Each fault in each request. */
export const everywhere: Plan = (requests) =>
  faults.flatMap((fault) =>
    Array.from({ length: requests }, (_, index) => index + 1).flatMap((at) => [
      { fault, at, lasts: false },
      { fault, at, lasts: true },
    ]),
  );

/** Each fault in one request, the next fault in the next request; whether faults last alternates between commands. */
export const sampled: Plan = (requests, command) =>
  faults.map((fault, index) => ({ fault, at: 1 + (index % requests), lasts: (index + command) % 2 === 0 }));

/** Faults after which the product waits for an idle timeout. */
const IDLE: NetworkFault[] = ["stall", "stall midway", "too long"];
const SHARE = 6;

/**
 * One in SHARE of the sampled faults, others for the next command or variation. Those that let a command wait for
 * several idle timeouts are left out.
 * @param variation its index
 */
const aShare =
  (variation: number): Plan =>
  (requests, command) =>
    sampled(requests, command).filter(
      ({ fault, lasts }, index) => (index + command + variation) % SHARE === 0 && !(lasts && IDLE.includes(fault)),
    );

/** Concurrent runs: most of them wait for an idle timeout. */
const AT_A_TIME = 24;
/** Concurrent variations, so that the last runs of one do not keep the next one waiting. */
const VARIATIONS_AT_A_TIME = 4;

/**
 * One test for each command of the product, with the planned faults.
 * @param reported receives the table of all outcomes
 */
export function testCommandsUnderFaults(
  target: ReturnType<typeof useS3Target>,
  plan: Plan,
  variation: Variation,
  reported: (table: FaultTable) => void,
): void {
  const { quirk, isVersioned } = variation;
  const where = quirk || isVersioned ? `, ${variationText(variation)}` : "";
  test(`each command under each fault${where}`, { concurrency: ROWS.length }, async (context) => {
    reported(await testRows(context, target.current, { variation, plan, room: new Room(AT_A_TIME) }));
  });
}

/**
 * The same with each variation in turn, each on a server of its own: all sampled faults with the first one, and with
 * the others a share of them, and one cancellation of each command.
 * @param reported receives the tables in the order of the variations
 */
export function testVariationsUnderFaults(
  variations: Variation[],
  reported: (tables: [Variation, FaultTable][]) => void,
): void {
  test("each command under faults", { concurrency: VARIATIONS_AT_A_TIME }, async (context) => {
    const room = new Room(AT_A_TIME);
    const tables: [Variation, FaultTable][] = [];
    const tests = variations.map((variation, index) =>
      context.test(variationText(variation), { concurrency: ROWS.length }, async (context) => {
        const target = await openS3Target();
        context.after(() => target.close());
        const plan = index === 0 ? sampled : aShare(index);
        const cancels = index === 0 ? undefined : index;
        tables[index] = [variation, await testRows(context, target, { variation, plan, room, cancels })];
      }),
    );
    await Promise.all(tests);
    reported(tables);
  });
}

interface RowTests {
  variation: Variation;
  plan: Plan;
  room: Room;
  /** Picks one request of each command to be canceled. If absent, each is canceled. */
  cancels?: number | undefined;
}

async function testRows(
  context: TestContext,
  target: S3Target,
  { variation, plan, room, cancels }: RowTests,
): Promise<FaultTable> {
  const { strict } = target;
  const { quirk, isVersioned } = variation;
  if (quirk) {
    strict?.quirks.add(quirk);
    context.after(() => strict?.quirks.clear());
  }
  const folder = scratchFolder("faults");
  const sts = strict && (await startCredentialServer(strict));
  const prepared = strict ? withoutQuirks(context, target, strict.plainEndpoint) : target;
  const fixture = await makeFixture(prepared, folder.path, {
    quirky: target.client,
    isVersioned,
    ...(sts && { sts: sts.endpoint }),
  });
  const table = new FaultTable(ROWS.map(({ command }) => command));
  const tests = ROWS.map((row, index) => {
    const skip = strict ? isSkipped(variation, row.command) : row.onlyStrict;
    const planned = { row, plan: (requests: number) => plan(requests, index), ends: endsOf(variation), cancels };
    return context.test(row.command, { ...(skip && { skip }) }, () => testRow(fixture, planned, room, table));
  });
  await Promise.all(tests);
  await sts?.close();
  folder.remove();
  return table;
}

/** The same server, without quirks for what a test prepares and checks. */
function withoutQuirks(context: TestContext, target: S3Target, endpoint: string): S3Target {
  const { region, keys: credentials } = target;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  context.after(() => client.destroy());
  const put = async (Bucket: string, Key: string, Body: string) =>
    void (await client.send(new PutObjectCommand({ Bucket, Key, Body })));
  return { ...target, client, put };
}

interface PlannedRow {
  row: FaultRow;
  plan: (requests: number) => InjectedFault[];
  /** The errors with which the command may fail without a fault. */
  ends: ErrorCode[];
  cancels: number | undefined;
}

async function testRow(
  fixture: Fixture,
  { row, plan, ends, cancels: picked }: PlannedRow,
  room: Room,
  table: FaultTable,
): Promise<void> {
  const clean = await room
    .run(() => runClean(fixture, row))
    .catch((error: unknown) => {
      if (!isS3Error(error) || !ends.includes(error.code)) throw error;
      return error.code;
    });
  if (typeof clean === "string") return table.addEnd(row, clean);
  const wrong: string[] = [];
  const injectedFaults = plan(clean.requests).map(async (injected) => {
    const result = await room.run(() => runWithFault(fixture, row, injected));
    const found = complaints(row, clean, injected, result);
    table.add(row, injected, result, found);
    const { fault, at, lasts } = injected;
    const where = `${fault} at request ${at} of ${clean.requests}${lasts ? " and after" : ""}`;
    wrong.push(...found.map((what) => `${where}: ${what}`));
  });
  const requests = Array.from({ length: row.noCancel ? 0 : clean.requests }, (_, index) => index + 1);
  const canceled = picked === undefined ? requests : requests.filter((at) => at === 1 + (picked % clean.requests));
  const cancels = canceled.map(async (at) => {
    const result = await room.run(() => runCancelled(fixture, row, at));
    const found = cancelComplaints(result);
    table.addCancel(row, result, found);
    wrong.push(...found.map((what) => `canceled at request ${at}: ${what}`));
  });
  await Promise.all([...injectedFaults, ...cancels]);
  assert.deepEqual(wrong, []);
}

/** Limits the number of concurrent jobs. */
class Room {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
