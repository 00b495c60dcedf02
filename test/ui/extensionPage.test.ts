import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { manifestTexts, useSetup } from "./setup.ts";

const windowTest = useSetup();

/** 0 for a picture that cannot be loaded. */
const widths = (pictures: Locator): Promise<number[]> =>
  pictures.evaluateAll((all: Element[]) =>
    Promise.all(
      (all as HTMLImageElement[]).map(async (picture) => {
        await picture.decode().catch(() => undefined);
        return picture.naturalWidth;
      }),
    ),
  );

const addresses = (links: Locator): Promise<string[]> =>
  links.evaluateAll((all: Element[]) => all.map((link) => link.getAttribute("href") ?? ""));

const areWide = (found: number[]): void =>
  assert.ok(
    found.every((width) => width > 300),
    found.join(", "),
  );

windowTest("the extension's page has no broken picture and no dead link", async (window) => {
  await window.page.getByRole("tab", { name: /^Extensions/ }).click();
  await window.page.locator(".extensions-list .monaco-list-row", { hasText: "S3 Presign" }).first().click();
  const page = window.webview();
  // The page itself has a button that scrolls to its top.
  const links = page.locator("a:not([role=button])");
  await page.getByRole("heading", { name: "S3 Presign", exact: true }).waitFor();
  areWide(await widths(page.locator("img")));
  for (const address of await addresses(links)) assert.match(address, /^https:/);

  await window.page.locator(".extension-editor .navbar").getByText("Changelog", { exact: true }).click();
  await page.getByRole("heading", { name: "Changelog", exact: true }).waitFor();
  const found = await addresses(links);
  assert.ok(found.length > 1);
  for (const address of found) assert.match(address, /^https:/);
});

for (const language of ["en", "ko"] as const) {
  const texts = manifestTexts(language);
  windowTest(
    `each step of the walkthrough shows its picture: ${language}`,
    async (window) => {
      await window.runCommand("Welcome: Open Walkthrough...");
      await window.quickInputRow(texts("walkthrough.title")).click();
      const page = window.page.locator(".gettingStartedContainer");
      for (const step of ["profile", "link", "form", "operation", "inspect"]) {
        const title = texts(`walkthrough.${step}.title`);
        const row = page.locator(".getting-started-step").filter({ hasText: title });
        if ((await row.getAttribute("aria-expanded")) === "false") await row.click();
        const picture = page.getByRole("img", { name: texts(`walkthrough.${step}.altText`), exact: true });
        await picture.waitFor();
        areWide(await widths(picture));
        // A link that runs a command is a button without an address.
        for (const address of await addresses(row.locator("a:not([role=button])")))
          assert.match(address, /^(https|command):/);
      }
    },
    { newWindow: true, ...(language === "ko" && { language }) },
  );
}
