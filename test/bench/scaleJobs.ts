import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import { versionPage } from "../../src/core/objects/versions.ts";
import { S3 } from "../../src/core/s3.ts";
import { BucketsTree } from "../../src/explorer/bucketsTree.ts";
import type { BucketNode, LoadMoreNode } from "../../src/explorer/nodes.ts";
import { Arrivals } from "../../src/host/arrivals.ts";
import { ConnectionStore } from "../../src/host/aws/connectionStore.ts";
import { ShareStore } from "../../src/host/shareStore.ts";
import { ArrivedRows } from "../../src/links/arrivedRows.ts";
import { Ledger } from "../../src/links/ledger.ts";
import { LinksTree } from "../../src/links/linksTree.ts";
import { memento } from "../host/memento.ts";
import { usedHeap } from "../support/checks/usedHeap.ts";
import { FULL_FOLDER } from "./bareList.ts";
import { median, timed } from "./measure.ts";
import { highWaterMark } from "./programs.ts";

/** Milliseconds, unless they are named otherwise. */
export interface ScaleFigures {
  /** One more page at the end of a long folder: the rows that VS Code then asks for, without the request. */
  loadMore: number;
  /** The request alone. */
  request: number;
  entryRows: number;
  /** MiB by which each page enlarges the heap, near the start and near the end. */
  heapPerPage: [number, number];
  links: number;
  linkRows: number;
  peakMiB: number | undefined;
}

interface Sizes {
  bucket: string;
  entries: number;
  links: number;
  results: string;
}

const ROUNDS = 3;
/** Pages over which the growth of the heap is measured. */
const PAGES = 4;

export async function run(): Promise<void> {
  const sizes: Sizes = JSON.parse(process.env.S3_PRESIGN_SCALE as string);
  // An error would end the host with only an exit code.
  const reported = await measureScale(sizes).catch((error: Error) => ({ error: error.stack }));
  writeFileSync(sizes.results, JSON.stringify(reported));
}

async function measureScale(sizes: Sizes): Promise<ScaleFigures> {
  return { ...(await longFolder(sizes)), ...(await manyLinks(sizes)), peakMiB: highWaterMark("self") };
}

async function longFolder({ bucket, entries }: Sizes) {
  const s3 = new S3({ env: process.env, isTrusted: () => true, log: () => undefined });
  const connections = new ConnectionStore(memento(), {} as vscode.SecretStorage);
  const log = { error: () => undefined };
  const tree = new BucketsTree({ s3: () => s3, aws: () => ({ versionPage }), connections, log } as unknown as App);
  const at = { connection: `profile:${process.env.AWS_PROFILE}`, bucket, prefix: FULL_FOLDER };
  const folder = (await tree.find(at)) as BucketNode;
  const more = async () => {
    const last = (await tree.getChildren(folder)).at(-1) as LoadMoreNode;
    await tree.loadMore(last);
    return last.loaded;
  };
  const draw = async () => (await tree.getChildren(folder)).map((node) => tree.getTreeItem(node)).length;
  const first = await growth(more);
  while ((await more()) < entries - 1000 * PAGES);
  const last = await growth(more);
  const [loads, draws]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    loads.push(await timed(more));
    draws.push(await timed(draw));
  }
  const entryRows = await timed(() => rows(entries));
  tree.dispose();
  s3.dispose();
  return { loadMore: median(draws), request: median(loads), entryRows, heapPerPage: [first, last] as [number, number] };
}

/** MiB per page. */
async function growth(more: () => Promise<unknown>): Promise<number> {
  const before = usedHeap();
  for (let page = 0; page < PAGES; page++) await more();
  return Number(((usedHeap() - before) / 2 ** 20 / PAGES).toFixed(2));
}

async function manyLinks({ links }: Sizes) {
  const memory = memento();
  const hour = 3_600_000;
  const shared = Array.from({ length: links }, (_, index) => ({
    ...{ id: String(index), kind: "url", operation: "GetObject", method: "GET", bucket: "acme-reports" },
    ...{ key: `2026/q3/figures-${index}.csv`, connection: "profile:demo", profile: "demo", temporary: false },
    sharedAt: new Date(Date.now() - hour).toISOString(),
    endsAt: new Date(Date.now() + (index % 96) * hour).toISOString(),
    command: "s3Presign.copyPresignedUrl",
  }));
  await memory.update("sharedLinks", { version: 1, links: shared });
  const app = { memory, shared: new vscode.EventEmitter() } as unknown as App;
  const shares = new ShareStore(memory);
  const arrivals = new Arrivals(memory, shares);
  const tree = new LinksTree(new Ledger(app), shares, new ArrivedRows({ ...app, shares, arrivals } as App));
  const draw = async () => {
    const groups = await tree.getChildren();
    const all = (await Promise.all(groups.map((group) => tree.getChildren(group)))).flat();
    if (all.length !== links) throw new Error(`${all.length} rows`);
    for (const node of [...groups, ...all]) tree.getTreeItem(node);
  };
  const draws: number[] = [];
  for (let round = 0; round < ROUNDS; round++) draws.push(await timed(draw));
  return { links: median(draws), linkRows: await timed(() => rows(links)) };
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => new vscode.TreeItem(String(index)));
