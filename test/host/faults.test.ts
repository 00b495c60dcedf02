import assert from "node:assert/strict";
import * as vscode from "vscode";
import { fileUriOf } from "../../src/host/nodes/fileUri.ts";
import { type FaultProxy, type NetworkFault, startFaultProxy } from "../support/networkFaults/faultProxy.ts";
import { alice } from "../support/s3Server/server.ts";
import { objectNode, untouchedClipboard, useSetup } from "./setup.ts";

const KEY = "README.md";

describe("a server that fails during a command", () => {
  const setup = useSetup();
  let proxy: FaultProxy;
  let count = 0;
  /** A profile without any remembered data. */
  let profile: string;
  beforeEach(async () => {
    proxy = await startFaultProxy(setup.s3.endpoint);
    profile = `faulty${++count}`;
    setup.home.write([{ name: profile, endpoint: proxy.endpoint, keys: alice }]);
    await vscode.commands.executeCommand("notifications.clearAll");
  });
  afterEach(async () => {
    await proxy.close();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  const sign = () => {
    const params = { Bucket: "acme-reports", Key: KEY };
    return setup.api.presignUrl({ operation: "GetObject", connection: profile, params });
  };
  const read = () =>
    vscode.workspace.fs.readFile(fileUriOf({ connection: `profile:${profile}`, bucket: "acme-reports", key: KEY }));

  /** Only then does an ETag alone decide whether an object of this size is damaged. */
  const showThatEtagsAreMd5 = async () => {
    const proof = fileUriOf({ connection: `profile:${profile}`, bucket: "acme-reports", key: "proof.bin" });
    await vscode.workspace.fs.writeFile(proof, new Uint8Array(65_536));
    await vscode.workspace.fs.delete(proof);
  };

  const reported: [fault: NetworkFault, says: RegExp][] = [
    ["503", /Too many requests\. The server throttled GetObject\. Wait a moment, then try again\./],
    ["cut", /Couldn't connect to http:\/\/127\.0\.0\.1:\d+: .*Check the network/],
    ["malformed", /The downloaded data of README\.md doesn't match the object in S3 \(.* mismatch\)\. Try again/],
    ["truncated", /The downloaded data of README\.md doesn't match the object in S3 \(.* mismatch\)\. Try again/],
  ];
  for (const [fault, says] of reported) {
    it(`is reported with a specific error: ${fault}, reading`, async () => {
      await showThatEtagsAreMd5();
      proxy.injectFault(fault, () => true);
      await assert.rejects(async () => read(), says);
    });
  }

  for (const fault of ["500", "reset"] as const) {
    it(`does not prevent signing, which needs no server: ${fault}`, async () => {
      proxy.injectFault(fault, () => true);
      const { warnings } = await sign();
      assert.deepEqual(
        warnings.map(({ code }) => code),
        ["regionUnverified"],
      );
    });
  }

  it("is retried after a single failure", async () => {
    for (const fault of ["500", "503", "reset", "lost", "cut"] as const) {
      await sign();
      proxy.injectFault(fault, (number) => number === 1);
      assert.match(new TextDecoder().decode(await read()), /^# /, fault);
    }
  });

  it("is reported when a link is tested", async () => {
    const { url } = await sign();
    proxy.injectFault("503", () => true);
    const { code, message } = (await vscode.commands.executeCommand("s3Presign.testUrl", url)) as Record<
      string,
      string
    >;
    assert.equal(code, "linkThrottled");
    assert.match(message ?? "", /^Too many requests\. .* throttled the request\. Wait a moment/);
  });

  /** Presses Cancel as soon as it is available. */
  async function cancelled(command: string): Promise<void> {
    proxy.injectFault("stall", () => true);
    const node = objectNode(KEY, { profile });
    let ended = false;
    const running = vscode.commands.executeCommand(`s3Presign.${command}`, node).then(() => {
      ended = true;
    });
    while (!ended) await vscode.commands.executeCommand("notification.acceptPrimaryAction");
    await running;
  }

  for (const command of ["copyPresignedUrl", "properties"]) {
    it(`Cancel in the notification ends ${command} at once`, async () => {
      await untouchedClipboard(() => cancelled(command));
      // A request without a response is repeated only after 20 seconds.
      assert.equal(proxy.requests.length, 1);
      assert.equal(vscode.window.activeTextEditor, undefined);
    });
  }
});
