import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import { DEFAULT_PAGES_PREFIX } from "../../src/core/share/sharePlace.ts";
import { ShareStore } from "../../src/host/shareStore.ts";
import { withConnection } from "../../src/pages/chooseConnection.ts";
import { alice } from "../support/s3Server/server.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";

const at = { connection: "profile:gone", bucket: "acme-reports" };

describe("a page whose profile was removed", () => {
  const setup = useSetup();
  const { showWarningMessage, showInformationMessage, createQuickPick } = vscode.window;
  let app: App;
  let asked: { message: string; detail: string }[];
  let said: string[];
  let answer: string | undefined;

  beforeEach(async () => {
    [asked, said, answer] = [[], [], undefined];
    const { endpoint } = setup.s3;
    setup.home.write(["demo", "gone"].map((name) => ({ name, endpoint, keys: alice })));
    const memory = memento();
    const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    const bucket: App["bucket"] = (place) => aws.Bucket.open(s3, place);
    app = { s3: () => s3, aws: () => aws, bucket, shares: new ShareStore(memory), memory } as Partial<App> as App;
    const place = { base: "", pagesPrefix: DEFAULT_PAGES_PREFIX, script: "", style: "" };
    const objects = [{ key: "README.md" }];
    const page = { bucket: await bucket(at), objects, title: "Figures", expiresIn: 600, ...place };
    const { record } = await aws.sharePage(page);
    await app.shares.add({ ...record, connection: at.connection, profile: "gone" });
    setup.home.write([{ name: "demo", endpoint, keys: alice }]);
    vscode.window.showWarningMessage = async (message: string, options: unknown) => {
      asked.push({ message, detail: (options as vscode.MessageOptions).detail ?? "" });
      return answer as never;
    };
    vscode.window.showInformationMessage = async (message: string) => void said.push(message) as never;
  });
  afterEach(() => {
    Object.assign(vscode.window, { showWarningMessage, showInformationMessage, createQuickPick });
    for (const each of [app.shares, app.s3()]) each.dispose();
  });

  const share = () => app.shares.list()[0] ?? assert.fail("it is no longer listed");

  it("is named with what remains, and nothing happens if the question is dismissed", async () => {
    await assert.rejects(withConnection(app, share()), { code: "cancelled" });
    const [{ message, detail } = assert.fail("nothing was asked")] = asked;
    assert.equal(message, "“Figures” was stored with gone, which no longer exists.");
    assert.ok(detail.includes(`This page remains: s3://acme-reports/${share().page}`), detail);
    assert.match(detail, /^Its links remain valid until .*, unless the keys that signed them were deleted\.$/m);
    assert.equal(share().profile, "gone");
  });

  it("is withdrawn through another profile, which finds the page and is then remembered", async () => {
    answer = "Choose Another Profile…";
    choosing("demo");
    const reached = (await withConnection(app, share())) ?? assert.fail();
    assert.deepEqual([share().connection, share().profile], ["profile:demo", "demo"]);
    const { removed, failed } = await aws.withdraw(await app.bucket(reached), reached);
    assert.deepEqual([removed.length, failed], [2, []]);
  });

  it("is not taken for one of the same name on another server", async () => {
    for (const key of [share().page.replace("index.html", "share.json"), share().page])
      setup.s3.store.get(at.bucket).delete(key);
    answer = "Choose Another Profile…";
    choosing("demo");
    await assert.rejects(withConnection(app, share()), { code: "pageNotFound" });
    assert.equal(share().profile, "gone");
  });

  it("can be removed from the list, and stays valid", async () => {
    answer = "Remove from List";
    assert.equal(await withConnection(app, share()), undefined);
    assert.deepEqual(app.shares.list(), []);
    assert.match(said.join(), /^Removed\. The link remains valid until /);
  });
});

/** Chooses a row of the next list that opens. */
function choosing(label: string): void {
  vscode.window.createQuickPick = () => {
    let accept = (): void => undefined;
    const list = {
      items: [] as vscode.QuickPickItem[],
      selectedItems: [] as vscode.QuickPickItem[],
      onDidAccept: (listener: () => void) => {
        accept = listener;
      },
      onDidTriggerButton: () => undefined,
      onDidHide: () => undefined,
      show: () => {
        list.selectedItems = list.items.filter((item) => item.label === label);
        accept();
      },
      dispose: () => undefined,
    };
    return list as never;
  };
}
