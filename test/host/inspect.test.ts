import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { InspectedUrl } from "../../src/core/inspect/inspectedUrl.ts";
import { azure, cloudFrontCustom, googleV4, ossV4, secretsOf } from "../support/cases/otherLinks.ts";
import { alice } from "../support/s3Server/server.ts";
import { untouchedClipboard, useSetup } from "./setup.ts";

const execute = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);
const run = <T>(command: string, ...args: unknown[]) => execute<T>(`s3Presign.${command}`, ...args);

describe("Inspect Presigned URL and Test Link", () => {
  const setup = useSetup();
  const signed = (Key = "2026/q3/figures.csv", expiresIn = 3600) =>
    setup.api.presignUrl({ operation: "GetObject", params: { Bucket: "acme-reports", Key }, expiresIn });
  const signature = (url: string) => /X-Amz-Signature=(\w+)/.exec(url)?.[1] as string;
  const front = () => vscode.window.activeTextEditor?.document ?? assert.fail("no document is active");
  afterEach(() => execute("workbench.action.closeAllEditors"));

  it("opens a read-only report that contains no signature, neither in its text nor in its address", async () => {
    const { url } = await signed();
    await run("inspectUrl", url);
    const document = front();
    const text = document.getText();
    assert.equal(document.uri.scheme, "s3presign-inspect");
    assert.equal(document.languageId, "s3-presign-report");
    assert.match(document.uri.path, /\/figures\.csv – S3 Link$/);
    assert.match(text, /^Presigned URL \(Signature Version 4\)\n/);
    assert.match(text, /^Bucket: acme-reports$/m);
    assert.match(text, /^Key: 2026\/q3\/figures\.csv$/m);
    assert.match(text, /^Signed by: AKIAALICEALICEALICE1 \(long-term access key\)$/m);
    assert.match(text, /^Time left: (59 minutes 5\d seconds|1 hour) \(as of /m);
    assert.match(text, /^Signature: valid \(checked with the keys of demo\)$/m);
    assert.match(text, /^No problems found\.$/m);
    for (const shown of [text, document.uri.toString(true)]) assert.ok(!shown.includes(signature(url)), shown);
  });

  it("writes a label and its value on each line, and the editor wraps long lines", async () => {
    await run("inspectUrl", (await signed()).url.replace(/&X-Amz-Signature=\w+/, ""));
    const text = front().getText();
    const lines = text.split("\n\n").slice(1, 5).join("\n").split("\n");
    for (const line of lines) assert.match(line, /^[^:]+: \S/);
    const labels = lines.map((line) => line.slice(0, line.indexOf(":")));
    assert.deepEqual(labels, [
      ...["Operation", "Bucket", "Key", "Server", "Region", "Signed by"],
      ...["Signed", "Expires", "Time left"],
    ]);
    assert.match(text, /^Problems\n {2}Error: The link is missing X-Amz-Signature\. It was probably cut off\./m);
    const { uri, languageId } = front();
    assert.equal(vscode.workspace.getConfiguration("editor", { uri, languageId }).get("wordWrap"), "bounded");
  });

  it("says whether the signature matches, or why it was not checked", async () => {
    const { url } = await signed();
    await run("inspectUrl", url.replace("figures", "f1gures"));
    const changed = front().getText().replace(/\s+/g, " ");
    assert.match(changed, /Error: The signature doesn't match\. .* not signed with the secret access key of demo\./);
    await run("inspectUrl", url.replace("AKIAALICEALICEALICE1", "AKIANOBODYNOBODYNOBO"));
    const unknown = front().getText().replace(/\s+/g, " ");
    assert.match(
      unknown,
      /No problems found, but the signature was not checked\. No profile .* AKIANOBODYNOBODYNOBO\./,
    );
    assert.equal(setup.s3.requests.length, 0);
  });

  it("offers Test Link and Copy as JSON above the report", async () => {
    await run("inspectUrl", (await signed()).url);
    const lenses: vscode.CodeLens[] = await execute("vscode.executeCodeLensProvider", front().uri);
    const offered = lenses.map(({ command }) => [command?.title, command?.command]);
    assert.deepEqual(offered, [
      ["Test Link", "s3Presign.testUrl"],
      ["Copy as JSON", "s3Presign.copyInspection"],
    ]);
  });

  it("copies the API's result for the active document", async () => {
    const { url } = await signed();
    await run("inspectUrl", url);
    await run("copyInspection");
    const copied: InspectedUrl = JSON.parse(await vscode.env.clipboard.readText());
    const said = setup.api.inspect(url);
    assert.deepEqual({ ...copied, secondsLeft: 0 }, { ...said, secondsLeft: 0 });
    assert.ok(!JSON.stringify(copied).includes(signature(url)));
  });

  it("copies nothing when no report is active", () => untouchedClipboard(() => run("copyInspection")));

  it("tests the link of the active report, and reports the result", async () => {
    await run("inspectUrl", (await signed()).url);
    setup.s3.requests.length = 0;
    const result = await run("testUrl");
    assert.deepEqual(result, { outcome: "works", status: 206, size: 28, contentType: "text/csv" });
    assert.deepEqual(
      setup.s3.requests.map(({ method, key }) => [method, key]),
      [["GET", "2026/q3/figures.csv"]],
    );
  });

  it("tests a given link, and reports the cause and a fix", async () => {
    const { url } = await signed("gone.txt");
    assert.deepEqual(await run("testUrl", url), {
      outcome: "fails",
      status: 404,
      code: "linkNoSuchKey",
      message:
        "The link is valid, but gone.txt is not in bucket acme-reports. It was deleted or renamed after the link was created, or the key is misspelled.",
    });
    assert.equal((await run<{ code: string }>("testUrl", { url: url.replace("gone", "g0ne") })).code, "linkChanged");
  });

  it("reads a link to a server with a path by the endpoint of the profile", async () => {
    const endpoint = `${setup.s3.endpoint}/s3`;
    setup.home.write([{ name: "demo", endpoint, keys: alice }]);
    const request = { operation: "GetObject", params: { Bucket: "acme-reports", Key: "a/b.txt" } };
    const { url } = await setup.api.presignUrl({ ...request, region: "us-east-1" });
    assert.ok(url.startsWith(`${endpoint}/acme-reports/a/b.txt?`));
    for (const { bucket, key, endpoint: read } of [
      setup.api.inspect(url),
      await run<InspectedUrl>("api.inspect", url),
    ]) {
      assert.deepEqual([bucket, key, read], ["acme-reports", "a/b.txt", endpoint]);
    }
    await run("inspectUrl", url);
    assert.match(front().getText(), /^Bucket: acme-reports$/m);
    assert.match(front().getText(), /^Key: a\/b\.txt$/m);
  });

  it("describes links of other services, with their end and who can check them", async () => {
    const reportOn = async (link: string) => {
      await run("inspectUrl", link);
      const text = front().getText();
      for (const secret of secretsOf(link)) assert.ok(!text.includes(secret), text);
      return text;
    };
    const google = await reportOn(googleV4());
    assert.match(google, /^Signed URL of Google Cloud Storage \(V4\)\n/);
    assert.match(google, /^Signed by: signer@acme\.iam\.gserviceaccount\.com$/m);
    assert.match(google, /The signature was not checked\. Only Google can check it\./);
    assert.doesNotMatch(google, /public objects/);
    const cloudFront = await reportOn(cloudFrontCustom("https://d111111abcdef8.cloudfront.net/2026/a.jpg"));
    assert.match(cloudFront, /^CloudFront signed URL \(custom policy\)\n/);
    assert.match(cloudFront, /^Allowed addresses: https:\/\/d111111abcdef8\.cloudfront\.net\/2026\/a\.jpg$/m);
    assert.match(
      cloudFront,
      /^Valid from: \S.*\nExpires: \S.*\nTime left: .*\nAllowed IP addresses: 192\.0\.2\.0\/24$/m,
    );
    const sas = await reportOn(azure({ sp: "rw" }));
    assert.match(sas, /^Azure Storage link \(shared access signature\)\n/);
    assert.match(
      sas,
      /^Storage account: acme\nContainer: reports\nKey: 2026\/a b\.pdf\nValid for: blob\nPermissions: read, write$/m,
    );
    assert.match(await reportOn(ossV4()), /^Signed URL of Alibaba Cloud OSS \(V4\)\n/);
    const unknown = await reportOn("https://files.example.com/a?token=abcdefabcdef");
    assert.match(unknown, /^Link with a signature or token of an unknown form\n/);
    assert.match(unknown, /^Signature or token: token$/m);
    assert.doesNotMatch(unknown, /abcdef|Operation:/);
    assert.equal(setup.s3.requests.length, 0);
  });

  it("tests a link of an unknown form with one request, and says what the response shows", async () => {
    setup.s3.requests.length = 0;
    const host = setup.s3.endpoint.replace("http://", "");
    const result = await run<object>("testUrl", `${setup.s3.endpoint}/acme-reports/README.md?token=abcdefabcdef`);
    assert.deepEqual(result, {
      outcome: "fails",
      status: 403,
      code: "linkRejected",
      message: `${host} rejected the link (403): AccessDenied: Access Denied. The link may have been changed, already used, or revoked. Ask the sender for a new one.`,
    });
    assert.deepEqual(
      setup.s3.requests.map(({ method, url }) => [method, url]),
      [["GET", "/acme-reports/README.md?token=abcdefabcdef"]],
    );
  });

  it("inspects as a function and as a command, and both fail with a code and a sentence", async () => {
    const { url } = await signed();
    const [returned, fromCommand] = [setup.api.inspect(url), await run<InspectedUrl>("api.inspect", url)];
    assert.deepEqual({ ...fromCommand, secondsLeft: 0 }, { ...returned, secondsLeft: 0 });
    const error = {
      name: "S3Error",
      code: "notS3Link",
      message: /^There is no link in this text\. Paste a presigned URL/,
    };
    assert.throws(() => setup.api.inspect("hello"), error);
    await assert.rejects(async () => run("api.inspect", "hello"), error);
    assert.throws(() => setup.api.inspect(undefined as unknown as string), { code: "notS3Link" });
  });
});
