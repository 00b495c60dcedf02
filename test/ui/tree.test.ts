import assert from "node:assert/strict";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import { appears } from "./appears.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();

windowTest(
  "2,500 keys are loaded in three pages, one request each, when the user asks for more",
  async (window, { s3 }) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "many-objects");
    await window.row("event-000001.json").waitFor();
    const listings = () => s3.requests.filter(({ operation }) => operation === "ListObjectsV2");
    for (const [shown, more] of [
      [1000, "1,000 loaded"],
      [2000, "2,000 loaded"],
    ] as const) {
      assert.equal(listings().length, shown / 1000);
      await window.page.keyboard.press("End");
      await window.row("partner").waitFor();
      const loadMore = window.row("Load More…").filter({ hasText: more });
      await loadMore.waitFor();
      await loadMore.click();
      await loadMore.waitFor({ state: "hidden" });
    }
    await window.page.keyboard.press("End");
    await window.row("event-002500.json").waitFor();
    assert.equal(await window.row("Load More…").count(), 0);
    assert.equal(listings().length, 3);
  },
);

windowTest("a long folder is shown in ranges, and Go To expands the range of an entry", async (window, { s3 }) => {
  const keyAt = (index: number) => `scan-${String(index).padStart(6, "0")}.json`;
  s3.store.create("long-folder", { owner: alice.accountId }).generate({ count: 12_000, keyAt, bodyAt: keyAt });
  await window.openView("S3 Presign");
  // An earlier test has listed the buckets, and scrolled the tree.
  await window.collapseAll();
  await window.runCommand("S3 Presign: Refresh");
  await window.expand("demo", "long-folder");
  await window.row(keyAt(0)).waitFor();
  const loadMore = (loaded: number) =>
    window.row("Load More…").filter({ hasText: `${loaded.toLocaleString("en")} loaded` });
  for (let loaded = 1000; ; loaded += 1000) {
    // While VS Code draws rows again, the focus is on none of them.
    do await window.page.keyboard.press("End");
    while (!(await appears(loadMore(loaded))));
    if (loaded === 11_000) break;
    await loadMore(loaded).click();
    await loadMore(loaded).waitFor({ state: "hidden" });
  }
  await window.runCommand("S3 Presign: Go to Bucket, Prefix, or Link…");
  await window.quickInput.locator("input.input").fill(`s3://long-folder/${keyAt(5000)}`);
  await window.page.keyboard.press("Enter");
  await window.focused(keyAt(5000)).waitFor();
  await window
    .row("5,001–10,000")
    .filter({ hasText: `${keyAt(5000)} – ${keyAt(9999)}` })
    .waitFor();
  s3.store.remove("long-folder");
});

windowTest(
  "no config file: the view says so and offers to create one",
  async (window, { home }) => {
    home.clear();
    await window.openView("S3 Presign");
    await window.page.getByText("No AWS config file was found").waitFor();
    await window.page.getByRole("button", { name: "Create ~/.aws/config" }).click();
    await window.inEditor("[default]").first().waitFor();
    // Otherwise VS Code would ask whether to save it.
    await window.runCommand("View: Revert and Close Editor");
    await window.page.getByRole("tab", { name: "config" }).waitFor({ state: "hidden" });
  },
  // Without the connections that other tests have added.
  { newWindow: true },
);

windowTest(
  "a config file without profiles: the view says so, and shows a profile that is added",
  async (window, setup) => {
    const { home, s3 } = setup;
    home.clear();
    home.writeConfig("");
    await window.openView("S3 Presign");
    await window.page.getByText("The AWS config file has no profiles.").waitFor();
    home.write([{ name: "added", endpoint: s3.endpoint, keys: alice }]);
    await window.page.getByRole("button", { name: "Try Again" }).click();
    await window.row("added").waitFor();
  },
);

windowTest(
  "a malformed config file: the tree names the line, and a click opens it at that line",
  async (window, { home }) => {
    home.writeConfig("[profile demo]\nregion = us-east-1\nendpoint_url http://127.0.0.1\n");
    await window.openView("S3 Presign");
    const notice = window.row(`Line 3 of ${home.config} cannot be read.`);
    await notice.click();
    await window.page.locator(".statusbar-item").getByText("Ln 3, Col 1").waitFor();
  },
);

windowTest("an unreachable endpoint: the tree says so under its profile", async (window, { home }) => {
  const { endpoint, close } = await startS3Server();
  await close();
  home.write([{ name: "dead", endpoint, keys: alice }]);
  await window.openView("S3 Presign");
  await window.row("dead").click();
  await window
    .rows()
    .filter({ hasText: `Couldn't connect to ${endpoint}` })
    .waitFor();
  await window.rows().filter({ hasText: "Check the network, endpoint_url, and the region" }).waitFor();
  assert.equal(await window.toasts.count(), 0);
});

windowTest("an empty bucket offers to upload files with a click", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "empty-bucket");
  await window.row("No objects yet. Click to upload.").click();
  await window.quickInputRow("Files…").waitFor();
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
});

windowTest("Refresh shows objects that were added in the meantime", async (window, { s3 }) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "empty-bucket");
  await window.row("No objects yet. Click to upload.").waitFor();
  s3.store.get("empty-bucket")?.put("new.txt", "new");
  await window.clickInTitle("Refresh");
  await window.row("new.txt").waitFor();
});
