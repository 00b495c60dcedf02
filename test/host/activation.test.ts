import assert from "node:assert/strict";
import { join } from "node:path";
import { extension, useSetup } from "./setup.ts";

describe("activation", () => {
  const setup = useSetup();

  it("loads neither commands nor AWS code before the first use, and loads them then", async () => {
    const { extensionPath } = extension();
    const loaded = () =>
      ["extension.js", "features.js", "aws.js"].filter((name) => join(extensionPath, "dist", name) in require.cache);
    assert.deepEqual(loaded(), ["extension.js"]);
    // Synchronous, as other extensions rely on.
    assert.throws(() => setup.api.inspect("https://example.com/"), { code: "notS3Link", message: /\./ });
    assert.deepEqual(loaded(), ["extension.js", "features.js"]);
    await setup.api.presignUrl({ operation: "GetObject", params: { Bucket: "acme-reports", Key: "README.md" } });
    assert.deepEqual(loaded(), ["extension.js", "features.js", "aws.js"]);
  });
});
