import assert from "node:assert/strict";
import axe, { type AxeResults } from "axe-core";
import type { Frame, Locator, Page } from "playwright-core";

/**
 * Runs all rules of axe-core, including its best practices, on a page. Contrast on a transparent background remains to
 * be judged by eye: axe reports it as incomplete, not as a violation.
 */
export async function assertAccessible(page: Page | Frame): Promise<void> {
  await page.evaluate(axe.source);
  // Without a background of its own, a page shows the editor behind the webview, or the canvas of the color scheme.
  await page.evaluate(() => {
    document.documentElement.style.background = "var(--vscode-editor-background, Canvas)";
  });
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`,
  );
  assert.deepEqual(found, []);
}

/** The frame that contains an element, such as the page of a webview. */
export async function frameOf(element: Locator): Promise<Frame> {
  const handle = await element.elementHandle();
  return (await handle?.ownerFrame()) ?? assert.fail("the element is in no frame");
}
