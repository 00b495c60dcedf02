import assert from "node:assert/strict";
import { extension, useSetup } from "./setup.ts";

describe("activation", () => {
  const setup = useSetup();

  it("loads no AWS code before the first use, and loads it then", async () => {
    const { extensionPath } = extension();
    const loaded = () =>
      Object.keys(require.cache).filter((file) => file.startsWith(extensionPath) && /aws\.js$/.test(file));
    assert.deepEqual(loaded(), []);
    await setup.api.presignUrl({ operation: "GetObject", params: { Bucket: "acme-reports", Key: "README.md" } });
    assert.equal(loaded().length, 1);
  });
});
