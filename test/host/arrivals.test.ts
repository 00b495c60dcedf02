import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CreateMultipartUploadCommand, ListPartsCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import { lookForArrivals } from "../../src/arrivals/lookForArrivals.ts";
import * as aws from "../../src/aws.ts";
import type { KeptShare } from "../../src/core/share/shareRecord.ts";
import { Arrivals } from "../../src/host/arrivals.ts";
import { ShareStore } from "../../src/host/shareStore.ts";
import { ArrivedRows } from "../../src/links/arrivedRows.ts";
import { drawNode } from "../../src/links/drawNode.ts";
import { abortUploads } from "../../src/objects/abortUpload.ts";
import { withdrawOne } from "../../src/pages/withdraw.ts";
import { alice } from "../support/s3Server/server.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";

const ID = "0123456789abcdef".repeat(2);
const FOLDER = "in/";

function share(profile: string): KeptShare {
  const times = { createdAt: new Date(Date.now() - 60_000), endsAt: new Date(Date.now() + 3_600_000) };
  return {
    version: 1,
    id: ID,
    kind: "request",
    title: "Trip",
    bucket: "acme-reports",
    page: `.s3-presign/${ID}/index.html`,
    folder: FOLDER,
    createdAt: times.createdAt.toISOString(),
    endsAt: times.endsAt.toISOString(),
    connection: `profile:${profile}`,
    profile,
  };
}

describe("looking for files that arrived", () => {
  const setup = useSetup();
  const disposables: vscode.Disposable[] = [];
  afterEach(() => {
    for (const each of disposables.splice(0)) each.dispose();
    setup.s3.store.get("acme-reports").delete(`${FOLDER}a.txt`);
  });

  /** Windows that share their storage, as VS Code's windows do. */
  async function windows(count: number, profile: string) {
    const memory = memento();
    const asked: string[] = [];
    const mfaCode = async (serial: string) => {
      asked.push(serial);
      return "123456";
    };
    const apps = Array.from({ length: count }, () => {
      const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined, mfaCode });
      const shares = new ShareStore(memory);
      const arrivals = new Arrivals(memory, shares);
      disposables.push(s3, shares, arrivals);
      const bucket: App["bucket"] = (place) => aws.Bucket.open(s3, place);
      return { aws: () => aws, s3: () => s3, bucket, shares, arrivals } as Partial<App> as App;
    });
    await apps[0]?.shares.add(share(profile));
    return { apps, asked, memory };
  }

  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const listings = () => setup.s3.requests.filter(({ operation }) => operation === "ListObjectsV2").length;

  it("is one request for all windows, in which a new file counts once", async () => {
    setup.s3.store.get("acme-reports").put(`${FOLDER}a.txt`, "text");
    const { apps } = await windows(3, "demo");
    await Promise.all(apps.map(lookForArrivals));
    assert.equal(listings(), 1);
    for (const { arrivals } of apps) assert.equal(arrivals.unseen(), 1);
    await Promise.all(apps.map(lookForArrivals));
    assert.equal(listings(), 1, "less than five minutes later");
  });

  it("goes on for a request that a write of another window has dropped, unless it was withdrawn", async () => {
    const { apps, memory } = await windows(2, "demo");
    const [one, other] = apps.map(({ shares }) => shares) as [ShareStore, ShareStore];
    await memory.update("shares", undefined);
    assert.equal(one.find(ID), undefined);
    for (const end = Date.now() + 5000; !one.find(ID) && Date.now() < end; ) await pause(20);
    assert.ok(other.find(ID));
    await one.remove(ID);
    await pause(3000);
    assert.equal(other.find(ID), undefined);
  });

  it("does not go on for a request that was withdrawn when VS Code returns an older state", async () => {
    const { apps, memory } = await windows(1, "demo");
    const { shares } = apps[0] as App;
    const before = memory.get("shares");
    await shares.remove(ID);
    await memory.update("shares", before);
    assert.equal(shares.find(ID), undefined);
    for (const end = Date.now() + 5000; memory.get("shares") && Date.now() < end; ) await pause(20);
    assert.equal(memory.get("shares"), undefined);
  });

  it("goes on for a request whose removal could not be stored", async () => {
    const { apps, memory } = await windows(1, "demo");
    const { shares } = apps[0] as App;
    const { update } = memory;
    memory.update = () => Promise.reject(new Error("ENOSPC"));
    await assert.rejects(shares.remove(ID), /ENOSPC/);
    memory.update = update;
    assert.ok(shares.find(ID));
    await shares.add({ ...share("demo"), id: "0".repeat(32) });
    assert.ok(shares.find(ID));
  });

  it("is not repeated at once after a failure", async () => {
    const { apps } = await windows(1, "demo");
    const [app] = apps as [App];
    setup.s3.faults.add({ operation: "ListObjectsV2", fault: { kind: "status", status: 403, code: "AccessDenied" } });
    await assert.rejects(lookForArrivals(app), { code: "accessDenied" });
    const before = listings();
    await lookForArrivals(app);
    assert.equal(listings(), before);
    assert.equal(app.arrivals.unseen(), 0);
  });

  it("neither asks for an MFA code nor runs a program", async () => {
    const { endpoint } = setup.s3;
    const role = "arn:aws:iam::111122223333:role/reader";
    const serial = "arn:aws:iam::111122223333:mfa/a";
    const trace = join(setup.home.path, "program-ran");
    setup.home.writeConfig(
      [
        `[profile demo]\nendpoint_url = ${endpoint}`,
        `[profile mfa]\nendpoint_url = ${endpoint}\nrole_arn = ${role}\nsource_profile = demo\nmfa_serial = ${serial}`,
        `[profile program]\nendpoint_url = ${endpoint}\ncredential_process = touch ${JSON.stringify(trace)}`,
      ].join("\n"),
    );
    for (const profile of ["mfa", "program", "removed"]) {
      const { apps, asked } = await windows(1, profile);
      await lookForArrivals(apps[0] as App);
      assert.deepEqual([asked, setup.s3.requests.length], [[], 0], profile);
    }
    assert.ok(!existsSync(trace));
  });

  it("leaves what the user has opened as seen", async () => {
    setup.s3.store.get("acme-reports").put(`${FOLDER}a.txt`, "text");
    const { apps } = await windows(1, "demo");
    const [app] = apps as [App];
    await lookForArrivals(app);
    const [request] = app.shares.list();
    const { files } = await app.arrivals.list(app, request ?? assert.fail(), new AbortController().signal);
    assert.deepEqual(
      files.map(({ name }) => name),
      ["a.txt"],
    );
    assert.equal(app.arrivals.unseen(), 0);
    assert.equal(app.shares.list()[0]?.seenUntil, files[0]?.modified?.toISOString());
  });

  it("shows an unfinished upload with what has arrived of it, and aborts it after a question", async () => {
    const { apps } = await windows(1, "demo");
    const [app] = apps as [App];
    const key = `.s3-presign/${ID}/slots/1`;
    const { endpoint } = setup.s3;
    const client = new S3Client({ endpoint, region: "us-east-1", credentials: alice, forcePathStyle: true });
    const at = { Bucket: "acme-reports", Key: key };
    const { UploadId: uploadId = "" } = await client.send(new CreateMultipartUploadCommand(at));
    await client.send(new UploadPartCommand({ ...at, UploadId: uploadId, PartNumber: 1, Body: "part" }));
    const hex = "0".repeat(32);
    const manifest = { version: 1, name: "\u202evideo", size: 2048, firstPart: hex, claim: hex };
    setup.s3.store.get("acme-reports").put(`${key}.json`, JSON.stringify(manifest));
    await app.shares.update(ID, { slots: [{ key, uploadId }] });
    const rows = new ArrivedRows(app);
    disposables.push(rows);
    const draw = async () => {
      const share = app.shares.find(ID) ?? assert.fail();
      return (await rows.rows(share)).map((node) => drawNode(node, new Date()));
    };
    const [none, item, ...others] = await draw();
    assert.deepEqual([none?.label, item?.label, others], ["No files have arrived yet.", "\ufffdvideo", []]);
    assert.match(String(item?.description), /^4 bytes of 2 KB · Last part: .* · unfinished$/);
    const { showWarningMessage, showInformationMessage } = vscode.window;
    const asked: string[] = [];
    const reported: string[] = [];
    const report = async (message: string) => void reported.push(message);
    const [upload, question] = item?.command?.arguments ?? [];
    try {
      for (const answer of [undefined, "Abort Upload"]) {
        const ask = async (message: string, { detail }: vscode.MessageOptions) => {
          asked.push(`${message}\n${detail}`);
          return answer;
        };
        Object.assign(vscode.window, { showWarningMessage: ask, showInformationMessage: report });
        const aborted = abortUploads(app, upload, question);
        await (answer ? aborted : assert.rejects(aborted, { code: "cancelled" }));
        assert.equal((await draw()).length, answer ? 1 : 2);
      }
      const { UploadId: other } = await client.send(new CreateMultipartUploadCommand(at));
      for (const _ of ["one is gone", "both are gone"])
        await abortUploads(app, [upload, { ...upload, uploadId: other }]);
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
      setup.s3.store.get("acme-reports").delete(`${key}.json`);
    }
    assert.deepEqual(reported, [
      "Aborted the upload of \ufffdvideo. All uploaded parts were removed.",
      "Aborted the upload of 1 file. All uploaded parts were removed. Already completed or aborted: 1 file",
      "The upload of 2 files no longer exists. It was already completed or aborted.",
    ]);
    assert.match(asked[0] ?? "", /^Abort the upload of \ufffdvideo\?\nArrived: 4 bytes of 2 KB\nStarted: /);
    await assert.rejects(client.send(new ListPartsCommand({ ...at, UploadId: uploadId })), { name: "NoSuchUpload" });
  });

  it("remains possible after a request was withdrawn, until what has arrived is collected", async () => {
    const bucket = setup.s3.store.get("acme-reports");
    const { apps } = await windows(1, "demo");
    const [app] = apps as [App];
    const slot = `.s3-presign/${ID}/slots/1`;
    await app.shares.update(ID, { slots: [{ key: slot, uploadId: "gone" }] });
    const { etag } = bucket.put(slot, "video");
    const hex = "0".repeat(32);
    const manifest = { version: 1, name: "a.txt", size: 5, firstPart: hex, claim: hex, etag };
    bucket.put(`${slot}.json`, JSON.stringify(manifest));
    const find = () => app.shares.list().find(({ id }) => id === ID);
    const { arrived } = await withdrawOne(app, find() ?? assert.fail());
    assert.deepEqual(arrived, [slot]);
    const request = find() ?? assert.fail("the request was removed");
    assert.ok(Date.parse(request.endsAt) <= Date.now());
    const { collected, failed } = await aws.collect(await app.bucket(request), request);
    assert.deepEqual([collected, failed], [[{ slot, key: `${FOLDER}a.txt` }], []]);
    await withdrawOne(app, request);
    assert.equal(find(), undefined);
    assert.deepEqual([bucket.get(slot), bucket.get(`${slot}.json`)], [undefined, undefined]);
  });
});
