import type { Workbench } from "../support/vscode/workbench.ts";

/**
 * Opens only this bucket: earlier tests left their buckets open. If the tree was drawn before the bucket was created, its
 * row shows that the tree has been refreshed; until then, VS Code would run commands of a menu without a node.
 */
export async function openBucket(window: Workbench, name: string): Promise<void> {
  await window.openView("S3 Presign");
  await window.page.locator(".pane-header").filter({ hasText: "Buckets" }).hover();
  await window.clickInTitle("Collapse All");
  await window.expand("demo");
  await window.row("acme-reports").waitFor();
  if (!(await window.row(name).isVisible())) await window.runCommand("S3 Presign: Refresh");
  await window.expand(name);
}
