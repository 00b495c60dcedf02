import assert from "node:assert/strict";
import type { FrameLocator, Locator } from "playwright-core";
import { useDesk } from "./desk.ts";

const windowTest = useDesk();

/** Waits until each picture is decoded, or cannot be. */
const widths = (pictures: Locator): Promise<number[]> =>
  pictures.evaluateAll((all: Element[]) =>
    Promise.all(
      (all as HTMLImageElement[]).map(async (picture) => {
        await picture.decode().catch(() => undefined);
        return picture.naturalWidth;
      }),
    ),
  );

const addresses = (page: FrameLocator | Locator): Promise<(string | null)[]> =>
  page.locator("a").evaluateAll((all: Element[]) => all.map((link) => link.getAttribute("href")));

windowTest("the extension's page shows every picture, and all of its links lead somewhere", async (window) => {
  await window.openView("Extensions");
  await window.page.locator(".extensions-list .monaco-list-row", { hasText: "S3 Presign" }).first().click();
  const page = window.webview();
  await page.getByRole("heading", { name: "S3 Presign", exact: true }).waitFor();
  const found = await widths(page.locator("img"));
  assert.equal(found.length, 7);
  assert.ok(
    found.every((width) => width > 300),
    found.join(", "),
  );
  for (const address of await addresses(page)) assert.match(address ?? "", /^https:\/\//);
});
