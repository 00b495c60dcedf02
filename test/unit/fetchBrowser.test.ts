import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { type BrowserSource, fetchBrowser } from "../support/vscode/fetchBrowser.ts";

const scratch = scratchFolder("fetch-browser");

/** @param script the program that acts as the browser; without it, the source is unreachable */
const source = (name: string, script?: string): BrowserSource => ({
  name,
  what: `Browser ${name}`,
  fill(folder) {
    if (!script) throw new Error(`attempt 1\nError: ENOTFOUND ${name}\n    at stack\nError: ENOTFOUND ${name}`);
    writeFileSync(join(folder, "browser"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  },
  command: (folder) => ({ executablePath: join(folder, "browser") }),
});
const starts = (name: string) => source(name, "exit 0");
const lacksLibrary = (name: string) => source(name, 'echo "libnss3.so: cannot open shared object file" >&2; exit 127');

const skip = process.platform === "win32" && "needs a shell that runs #!/bin/sh";

test("a browser comes from the first source whose browser starts, and is then reused", { skip }, () => {
  const cache = join(scratch.path, "second");
  const sources = [source("away"), lacksLibrary("lacking"), starts("good"), starts("later")];
  const fetched = join(cache, "good", "browser");
  assert.equal(fetchBrowser(sources, cache).executablePath, fetched);
  assert.deepEqual(readdirSync(cache), ["good"]);
  const again = [starts("away"), source("good")];
  assert.equal(fetchBrowser(again, cache).executablePath, fetched);
});

test("when no source has a browser that starts, the error gives each reason and a fix", { skip }, () => {
  const cache = join(scratch.path, "none");
  assert.throws(
    () => fetchBrowser([source("away"), lacksLibrary("lacking")], cache),
    ({ message }: Error) => {
      assert.match(message, /set CHROMIUM to its path\.\nBrowser away: ENOTFOUND away\nBrowser lacking: .*libnss3\.so/);
      return true;
    },
  );
  assert.deepEqual(readdirSync(cache), []);
});
