import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { awsHome } from "./product/awsHome.ts";
import { addSampleBuckets } from "./s3Server/sampleBuckets.ts";
import { alice, bob, startS3Server } from "./s3Server/server.ts";
import { packageExtension, VSIX } from "./vscode/package.ts";
import { startVSCode } from "./vscode/server.ts";

/** `npm start`: VS Code in the browser with the packaged extension, on an S3 server with sample buckets. */
async function demo(port: number): Promise<void> {
  console.log("Building and packaging the extension…");
  packageExtension();
  const s3 = await startS3Server();
  addSampleBuckets(s3);
  const { endpoint } = s3;
  const home = awsHome();
  home.write([
    { name: "demo", endpoint, keys: alice },
    { name: "partner", endpoint, keys: bob },
  ]);
  console.log("Starting VS Code with the extension installed…");
  const vscode = await startVSCode({ env: home.env, port, vsix: VSIX });
  console.log(`
  VS Code     ${vscode.url}
  S3 server   ${endpoint}

  Open the first address in a browser and click the bucket icon on the left.
  Expand demo > acme-reports, right-click an object, choose “Copy Link”, and paste the link into a new tab.

  Press Ctrl+C to stop.
`);
  openInBrowser(vscode.url);
}

/** On a desktop only; if it fails, the address is printed above. */
function openInBrowser(url: string): void {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  const opener = { darwin: ["open"], win32: ["explorer"], linux: DISPLAY || WAYLAND_DISPLAY ? ["xdg-open"] : [] };
  const [command] = opener[process.platform as keyof typeof opener] ?? [];
  if (!CI && command) spawn(command, [url], { stdio: "ignore" }).on("error", () => undefined);
}

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
await demo(Number(values.port)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
