import assert from "node:assert/strict";
import { isSealed, openSealed } from "../../../src/core/share/sealPage.ts";

/** In hexadecimal digits, or as bytes in base64url. */
const SIGNATURE = /(?<![\w-])([0-9a-f]{64}|[\w-]{43})(?![\w-])/g;

/**
 * Checks that the HTML of a page contains nothing of its encrypted data: no signature, and none of the given texts, which
 * must be part of that data.
 */
export async function assertSealed(html: string, passphrase: string, texts: readonly string[]): Promise<void> {
  const [, block = ""] = /id="page-data">(.*?)<\/script>/s.exec(html) ?? [];
  const sealed: unknown = JSON.parse(block);
  const data = (isSealed(sealed) && (await openSealed(sealed, passphrase))) || assert.fail("the page can't be opened");
  const signatures = data.match(SIGNATURE) ?? [];
  assert.ok(signatures.length > 0, "the page has signatures");
  for (const text of texts) assert.ok(data.includes(text), text);
  for (const text of [...signatures, ...texts]) assert.ok(!html.includes(text), text);
}
