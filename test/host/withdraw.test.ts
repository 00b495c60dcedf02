import assert from "node:assert/strict";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import { removeConnection } from "../../src/connections/editConnection.ts";
import type { KeptShare } from "../../src/core/share/shareRecord.ts";
import { ShareStore } from "../../src/host/shareStore.ts";
import { formatTime } from "../../src/host/text/format.ts";
import { withdraw } from "../../src/pages/withdraw.ts";
import { shareCopies } from "../../src/share/shareCopies.ts";
import { alice } from "../support/s3Server/server.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";

const ID = "0123456789abcdef".repeat(2);
const PAGE = `.s3-presign/${ID}/index.html`;
const SHARE: KeptShare = {
  version: 1,
  id: ID,
  kind: "page",
  title: "Trip\u202e",
  bucket: "acme-reports",
  page: PAGE,
  createdAt: new Date(Date.now() - 60_000).toISOString(),
  endsAt: new Date(Date.now() + 3_600_000).toISOString(),
  connection: "connection:removed",
  profile: "removed",
};

describe("withdrawing a page or a copy", () => {
  const setup = useSetup();
  let app: App;
  let asked: string[];
  let shown: string[];
  let close: () => void;

  beforeEach(async () => {
    [asked, shown] = [[], []];
    const memory = memento();
    const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    const shares = new ShareStore(memory);
    const removed = { id: SHARE.connection, name: "Removed", region: "us-east-1" };
    app = {
      aws: () => aws,
      s3: () => s3,
      bucket: (place: Parameters<App["bucket"]>[0]) => aws.Bucket.open(s3, place),
      shares,
      memory,
      connections: { list: () => [removed], remove: async () => undefined },
      selection: { items: [] },
      log: { error: () => undefined, info: () => undefined },
    } as unknown as App;
    await shares.add(SHARE);
    const { showWarningMessage, showErrorMessage } = vscode.window;
    const answer = async (message: string, options: vscode.MessageOptions, ...buttons: string[]) => {
      asked.push(`${message}\n${options?.detail ?? ""}`);
      return buttons[0];
    };
    const show = async (message: string) => void shown.push(message);
    Object.assign(vscode.window, { showWarningMessage: answer, showErrorMessage: show });
    close = () => {
      Object.assign(vscode.window, { showWarningMessage, showErrorMessage });
      s3.dispose();
      shares.dispose();
    };
  });
  afterEach(() => close());

  it("needs another profile after its connection was removed, which is said before", async () => {
    await removeConnection(app, [{ connection: { id: SHARE.connection } }]);
    assert.match(asked.join(), /Pages and file requests that you then need another profile to withdraw:\nTrip\ufffd$/);
  });

  it("shows the hidden characters of titles in the list to choose from", async () => {
    const { createQuickPick } = vscode.window;
    const labels: string[] = [];
    const open: typeof createQuickPick = () => {
      const list = createQuickPick();
      const show = list.show.bind(list);
      list.show = () => {
        labels.push(...list.items.map(({ label }) => label));
        show();
        list.hide();
      };
      return list as never;
    };
    Object.assign(vscode.window, { createQuickPick: open });
    try {
      await assert.rejects(withdraw(app, []), { code: "cancelled" });
    } finally {
      Object.assign(vscode.window, { createQuickPick });
    }
    assert.deepEqual(labels, ["Trip\ufffd"]);
  });

  it("does nothing if another window has withdrawn it", async () => {
    await app.shares.remove(ID);
    await assert.rejects(withdraw(app, [{ share: SHARE }]), { code: "unknownShare" });
    assert.deepEqual(asked, []);
  });

  it("says whether a page that can't be deleted can still be opened", async () => {
    const s3 = new S3Client({
      endpoint: setup.s3.endpoint,
      region: "us-east-1",
      credentials: alice,
      forcePathStyle: true,
    });
    const Bucket = "locked-pages";
    await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    const ObjectLockRetainUntilDate = new Date(Date.now() + 3_600_000);
    const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate } as const;
    await s3.send(new PutObjectCommand({ Bucket, Key: PAGE, Body: "page", ...lock }));
    await app.shares.update(ID, { bucket: Bucket, connection: "profile:demo" });
    await withdraw(app, [{ share: SHARE }]);
    assert.deepEqual(shown, [
      [
        "Deleted: 0 objects. “Trip\ufffd” can no longer be opened, but not all of it could be deleted.",
        `The links to the original objects remain valid until ${formatTime(new Date(SHARE.endsAt))} for anyone who has opened the page.`,
        `Failed: ${PAGE}: AccessDenied.`,
        "If the object is locked, wait until its retention period ends. Otherwise, use a profile that is allowed to delete objects and their versions. Then withdraw the page again.",
      ].join(" "),
    ]);
    assert.equal(app.shares.list().length, 1);
    s3.destroy();
  });

  it("leaves no copy behind if a later one can't be made", async () => {
    const bucket = setup.s3.store.get("acme-reports");
    const at = (key: string) => ({ connection: "profile:demo", bucket: "acme-reports", key });
    const objects = [at("README.md"), at("deleted meanwhile.txt")];
    await assert.rejects(shareCopies(app, objects, 600), { code: "noSuchKey" });
    assert.match(asked.join(), /^Share copies of 2 objects\?/);
    assert.deepEqual(
      app.shares.list().map(({ id }) => id),
      [ID],
    );
    const copied = setup.s3.requests.filter(({ operation }) => operation === "CopyObject");
    assert.equal(bucket.get(copied[0]?.key ?? assert.fail("nothing was copied")), undefined);
  });
});
