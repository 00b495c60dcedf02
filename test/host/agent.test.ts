import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { inspectLink } from "../../src/agent/inspectLink.ts";
import { listObjects } from "../../src/agent/listObjects.ts";
import { presignUrl } from "../../src/agent/presignUrl.ts";
import { requestFiles } from "../../src/agent/requestFiles.ts";
import { sharePage } from "../../src/agent/sharePage.ts";
import { type AgentTool, ConfirmedTool } from "../../src/agent/tool.ts";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import type { SharedLink } from "../../src/core/ledger/linkLedger.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import { extension, untouchedClipboard, useSetup } from "./setup.ts";

const NAMES = [
  "s3Presign_listObjects",
  "s3Presign_presignUrl",
  "s3Presign_sharePage",
  "s3Presign_requestFiles",
  "s3Presign_inspectLink",
] as const;
const GET = { operation: "get_object", params: { Bucket: "acme-reports", Key: "2026/q3/figures.csv" }, expiresIn: 900 };
const [SHOW_LINKS, UNATTENDED] = ["agent.showLinks", "api.unattended"];
const token = new vscode.CancellationTokenSource().token;

/** What a model is given. */
function said({ content }: vscode.LanguageModelToolResult): string {
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : assert.fail())).join("");
}

async function invoke(name: (typeof NAMES)[number], input: object): Promise<string> {
  return said(await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }));
}

const set = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration("s3Presign").update(name, value, vscode.ConfigurationTarget.Global);

/** Parts of a link that must never reach a model, a log or a setting. */
function secretsOf(link: string): string[] {
  const parameters = new URL(link).searchParams;
  return [alice.accessKeyId, alice.secretAccessKey, parameters.get("X-Amz-Signature") ?? assert.fail(link)];
}

describe("tools for language models", () => {
  const setup = useSetup();

  it("are offered with their inputs, and list and inspect without a model", async () => {
    const offered = vscode.lm.tools.filter(({ name }) => name.startsWith("s3Presign_"));
    assert.deepEqual(offered.map(({ name }) => name).sort(), [...NAMES].sort());
    for (const { name, inputSchema, description } of offered) {
      const declared = extension().packageJSON.contributes.languageModelTools.find(
        (tool: { name: string }) => tool.name === name,
      );
      assert.deepEqual([inputSchema, description], [declared.inputSchema, declared.modelDescription]);
    }
    const buckets = JSON.parse(await invoke("s3Presign_listObjects", { profile: "demo" }));
    assert.ok(buckets.buckets.some(({ name }: { name: string }) => name === "acme-reports"));
    const { objects, folders, account, ...rest } = JSON.parse(
      await invoke("s3Presign_listObjects", { bucket: "acme-reports", prefix: "2026/q3/", profile: "demo" }),
    );
    assert.deepEqual(rest, { profile: "demo", bucket: "acme-reports", prefix: "2026/q3/" });
    const figures = objects.find(({ key }: { key: string }) => key === "2026/q3/figures.csv");
    assert.deepEqual(
      [figures.size, Number.isNaN(Date.parse(figures.modified)), folders],
      [28, false, ["2026/q3/raw/"]],
    );
    const first = JSON.parse(await invoke("s3Presign_listObjects", { bucket: "many-objects" }));
    assert.equal(first.objects.length, 1000);
    const second = JSON.parse(await invoke("s3Presign_listObjects", { bucket: "many-objects", page: first.nextPage }));
    assert.equal(second.objects[0].key, "event-001001.json");

    const { url } = await setup.api.presignUrl(GET);
    const inspected = await invoke("s3Presign_inspectLink", { link: url });
    const { kind, operation, bucket, key, problems } = JSON.parse(inspected);
    assert.deepEqual([kind, operation, bucket, key], ["sigV4", "GetObject", "acme-reports", GET.params.Key]);
    assert.deepEqual(problems, []);
    for (const secret of secretsOf(url)) assert.ok(!inspected.includes(secret), secret);
    await assert.rejects(() => invoke("s3Presign_inspectLink", { link: 7 }), /There is no link in this text\./);
    await assert.rejects(() => invoke("s3Presign_listObjects", { bucket: "no/bucket" }), /is not a valid bucket name/);
    await assert.rejects(() => invoke("s3Presign_listObjects", { profile: "nobody" }), /no AWS profile named/);
  });

  // An extension host under test shows no modal dialog, as if the user had dismissed it, but VS Code approves the tool automatically.
  it("hand out nothing that only VS Code has agreed to", () =>
    untouchedClipboard(async () => {
      await assert.rejects(
        () => invoke("s3Presign_presignUrl", { ...GET, profile: "demo" }),
        /refused to show dialog in tests\. Contents: Create a presigned URL for GetObject\?/,
      );
    }));

  describe("with the dialog of S3 Presign", () => {
    let app: App;
    let shared: SharedLink[];
    let logged: string[];
    let asked: { message: string; detail: string; buttons: string[] }[];
    let choice: string | undefined;
    let close: () => void;

    beforeEach(() => {
      [shared, logged, asked, choice] = [[], [], [], undefined];
      const log = (line: unknown) => logged.push(line instanceof Error ? (line.stack ?? line.message) : String(line));
      const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log });
      const fired = new vscode.EventEmitter<readonly SharedLink[]>();
      fired.event((links) => void shared.push(...links));
      const connections = { list: () => [] };
      app = {
        s3: () => s3,
        bucket: (place: Parameters<App["bucket"]>[0]) => aws.Bucket.open(s3, place),
        aws: () => aws,
        shared: fired,
        connections,
        log: { info: log, error: log },
      } as unknown as App;
      const { showWarningMessage, showSaveDialog } = vscode.window;
      const file = vscode.Uri.file(join(tmpdir(), "named by the user.txt"));
      vscode.window.showWarningMessage = (async (
        message: string,
        options: vscode.MessageOptions,
        ...buttons: string[]
      ) => {
        asked.push({ message, detail: options.detail ?? "", buttons });
        return choice;
      }) as unknown as typeof showWarningMessage;
      vscode.window.showSaveDialog = async () => file;
      close = () => {
        s3.dispose();
        fired.dispose();
        rmSync(file.fsPath, { force: true });
        Object.assign(vscode.window, { showWarningMessage, showSaveDialog });
      };
    });
    afterEach(async () => {
      close();
      for (const name of [SHOW_LINKS, UNATTENDED]) await set(name, undefined);
    });

    const run = async (tool: AgentTool, input: unknown, isTrusted = true) =>
      said(await new ConfirmedTool(app, tool, () => isTrusted).invoke({ input }, token));

    /** What VS Code shows before a tool runs. */
    const confirmed = async (tool: AgentTool, input: unknown): Promise<string> => {
      const { confirmationMessages } = await new ConfirmedTool(app, tool).prepareInvocation({ input }, token);
      const { value } = (confirmationMessages ?? assert.fail("no confirmation")).message as vscode.MarkdownString;
      return value
        .replaceAll("&nbsp;", " ")
        .replaceAll("\n\n", "\n")
        .replace(/\\(?=[^\w\s])/g, "");
    };

    it("a link goes where the user puts it, and the model is given the facts", async () => {
      appendFileSync(setup.home.config, "aws_account_id = 111122223333\n");
      choice = "Copy Link";
      const result = await run(presignUrl(app), { ...GET, profile: "demo" });
      const link = await vscode.env.clipboard.readText();
      assert.match(String((await rawRequest(link)).body), /^month,revenue/);
      const { issuedAt, expiresAt, effectiveExpiresAt, account, ...facts } = JSON.parse(result);
      assert.deepEqual(facts, {
        operation: "GetObject",
        method: "GET",
        bucket: "acme-reports",
        key: GET.params.Key,
        profile: "demo",
        link: "[copied to the clipboard]",
      });
      assert.equal(account, "111122223333");
      assert.equal(Date.parse(effectiveExpiresAt) - Date.parse(issuedAt), 900_000);
      const [{ message, detail, buttons } = assert.fail("not asked")] = asked;
      assert.equal(message, "Create a presigned URL for GetObject?");
      assert.match(detail, /^A language model tool requested this\./);
      assert.match(detail, /^Operation: GetObject \(GET\)\nBucket: acme-reports\nKey: 2026\/q3\/figures\.csv\n/m);
      assert.match(detail, /\nProfile: demo \(111122223333\)\nExpires: .* \(15 minutes\)$/);
      assert.deepEqual(buttons, ["Copy Link", "Save to File…"]);
      assert.deepEqual(
        shared.map(({ operation, key, command }) => [operation, key, command]),
        [["GetObject", GET.params.Key, "s3Presign_presignUrl"]],
      );

      choice = "Save to File…";
      const saved = JSON.parse(await run(presignUrl(app), { ...GET, profile: "demo" }));
      const file = join(tmpdir(), "named by the user.txt");
      assert.equal(saved.link, `[saved to ${file}]`);
      const written = readFileSync(file, "utf8");
      assert.match(written, /^http\S+X-Amz-Signature=[0-9a-f]{64}\S*\n$/);
      if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o077, 0);
      const everything = JSON.stringify([
        result,
        saved,
        logged,
        shared.map(({ accessKeyId, ...entry }) => entry),
        asked,
      ]);
      for (const secret of [...secretsOf(link), ...secretsOf(written)]) assert.ok(!everything.includes(secret), secret);
    });

    it("names the time at which temporary credentials end a link, and keeps their token from the model", async () => {
      const keys = join(setup.home.path, "keys.json");
      const [SessionToken, Expiration] = ["MARKERTOKENMARKERTOKEN", new Date(Date.now() + 600_000).toISOString()];
      const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = alice;
      writeFileSync(keys, JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey, SessionToken, Expiration }));
      appendFileSync(
        setup.home.config,
        `[profile temporary]\nendpoint_url = ${setup.s3.endpoint}\nregion = us-east-1\ncredential_process = cat ${keys}\n`,
      );
      choice = "Copy Link";
      const input = { ...GET, region: "us-east-1", profile: "temporary" };
      const { confirmationMessages } = await new ConfirmedTool(app, presignUrl(app)).prepareInvocation(
        { input },
        token,
      );
      const { message } = confirmationMessages ?? assert.fail("no confirmation");
      const shown = (message as vscode.MarkdownString).value.replaceAll("&nbsp;", " ");
      const result = await run(presignUrl(app), input);
      const link = await vscode.env.clipboard.readText();
      assert.match(link, /X-Amz-Security-Token=MARKERTOKEN/);
      const { effectiveExpiresAt, expiresAt, warnings } = JSON.parse(result);
      assert.ok(Date.parse(expiresAt) > Date.parse(effectiveExpiresAt));
      assert.ok(Math.abs(Date.parse(effectiveExpiresAt) - Date.parse(Expiration)) < 1000);
      assert.ok(warnings.some(({ code }: { code: string }) => code === "credentialsEndSooner"));
      for (const text of [shown, asked[0]?.detail ?? ""]) assert.match(text, /Expires: .*\((9 minutes|10 minutes)/);
      const everything = JSON.stringify([
        result,
        logged,
        shared.map(({ accessKeyId, ...entry }) => entry),
        asked,
        shown,
      ]);
      for (const secret of [...secretsOf(link), "MARKERTOKEN"]) assert.ok(!everything.includes(secret), secret);
    });

    it("a model is given a link only if the user's settings allow it and the user chooses so", async () => {
      choice = "Give Link to Model";
      await set(SHOW_LINKS, true);
      const { link } = JSON.parse(await run(presignUrl(app), { ...GET, profile: "demo" }));
      assert.match(String((await rawRequest(link)).body), /^month,revenue/);
      assert.deepEqual(asked[0]?.buttons, ["Copy Link", "Save to File…", "Give Link to Model"]);
    });

    it("a page is stored only with the user's consent, even if the API is unattended", async () => {
      await set(UNATTENDED, true);
      const input = { bucket: "acme-reports", prefix: "2026/q3/", title: "Quarter", expiresIn: 600, profile: "demo" };
      const pageRows = /\nProfile: demo\nExpires: .*\(10 minutes\)$/;
      assert.match(await confirmed(sharePage(app), input), /^Operation: Share as Web Page\nBucket: acme-reports\n/);
      assert.match(await confirmed(sharePage(app), input), pageRows);
      setup.s3.requests.length = 0;
      await assert.rejects(() => run(sharePage(app), input), vscode.CancellationError);
      assert.ok(setup.s3.requests.every(({ method }) => method !== "PUT"));
      choice = "Copy Link";
      const result = await run(sharePage(app), input);
      const link = await vscode.env.clipboard.readText();
      assert.match(String((await rawRequest(link)).body), /^<!DOCTYPE html>/i);
      const { kind, id, page, count, profile, link: given, ...times } = JSON.parse(result);
      assert.deepEqual(
        [kind, page.bucket, count, profile, given],
        ["page", "acme-reports", 4, "demo", "[copied to the clipboard]"],
      );
      assert.equal(Date.parse(times.effectiveExpiresAt) - Date.parse(times.issuedAt), 600_000);
      assert.match(
        asked[1]?.detail ?? "",
        /\nPrefix: 2026\/q3\/\nTitle: Quarter\n(.*\n)*Profile: demo\nExpires: .*\(10 minutes\)/,
      );
      for (const secret of secretsOf(link))
        assert.ok(!JSON.stringify([result, asked, logged]).includes(secret), secret);
      await vscode.commands.executeCommand("s3Presign.api.withdraw", { id });
    });

    it("files are requested only with the user's consent, and without a page before it", async () => {
      await set(UNATTENDED, true);
      const input = { bucket: "acme-reports", prefix: "in/agent/", title: "Photos", maxSize: 1024, profile: "demo" };
      assert.match(
        await confirmed(requestFiles(app), input),
        /^Operation: Request Files\nBucket: acme-reports\nFolder: in\/agent/,
      );
      setup.s3.requests.length = 0;
      await assert.rejects(() => run(requestFiles(app), input), vscode.CancellationError);
      assert.ok(setup.s3.requests.every(({ method }) => method === "GET" || method === "HEAD"));
      choice = "Copy Link";
      const result = await run(requestFiles(app), input);
      const link = await vscode.env.clipboard.readText();
      assert.match(String((await rawRequest(link)).body), /^<!DOCTYPE html>/i);
      const { kind, id, prefix, profile, link: given } = JSON.parse(result);
      assert.deepEqual([kind, prefix, profile, given], ["request", "in/agent/", "demo", "[copied to the clipboard]"]);
      assert.match(asked[1]?.detail ?? "", /\nFolder: in\/agent\/\nTitle: Photos\nMaximum file size: 1,024 bytes\n/);
      for (const secret of secretsOf(link))
        assert.ok(!JSON.stringify([result, asked, logged]).includes(secret), secret);
      await vscode.commands.executeCommand("s3Presign.api.withdraw", { id });
    });

    it("shows what a request does, without its secrets, and rejects what cannot be signed", async () => {
      const params = {
        Bucket: "acme-reports",
        Key: "in/\u202egpj.exe",
        ACL: "public-read",
        SSECustomerAlgorithm: "AES256",
        SSECustomerKey: "marker-of-a-customer-key-32bytes",
        Metadata: { note: "[x](command:quit)" },
      };
      const put = { operation: "PutObject", params, expiresIn: 60, profile: "demo" };
      const { confirmationMessages } = await new ConfirmedTool(app, presignUrl(app)).prepareInvocation(
        { input: put },
        token,
      );
      const { title, message } = confirmationMessages ?? assert.fail("no confirmation");
      assert.equal(title, "Create a presigned URL?");
      const { value: escaped, isTrusted } = message as vscode.MarkdownString;
      // Only older versions of VS Code escape a hyphen.
      const value = escaped.replaceAll("\\-", "-");
      assert.equal(isTrusted, undefined);
      for (const part of ["PutObject", "public-read", "demo", "u\\{202e\\}", "1&nbsp;minute"])
        assert.ok(value.includes(part), `${part}: ${value}`);
      assert.doesNotMatch(value, /marker|\]\(command/);
      choice = "Copy Link";
      const result = await run(presignUrl(app), put);
      assert.deepEqual(
        JSON.parse(result).requiredHeaders.filter((name: string) => /customer|acl/.test(name)).length > 0,
        true,
      );
      assert.doesNotMatch(result, /marker/);
      assert.equal(asked.length, 1);
      for (const input of [
        {},
        { operation: "Nothing" },
        { ...put, expiresIn: 1e9 },
        { ...put, params: { Bucket: 1 } },
        undefined,
      ])
        await assert.rejects(() => run(presignUrl(app), input), { name: "Error" });
      assert.equal(asked.length, 1, "nothing to agree to");
    });

    it("in an untrusted workspace, only inspects", async () => {
      const { url } = await setup.api.presignUrl(GET);
      setup.s3.requests.length = 0;
      for (const tool of [listObjects, presignUrl, sharePage, requestFiles].map((of) => of(app))) {
        const confirmed = new ConfirmedTool(app, tool, () => false);
        const input = { ...GET, profile: "demo", bucket: "acme-reports" };
        const refusal =
          /can't use your credentials, because this workspace is not trusted\. Trust the workspace first\./;
        await assert.rejects(() => confirmed.prepareInvocation({ input }, token), refusal);
        await assert.rejects(() => confirmed.invoke({ input }, token), refusal);
      }
      assert.equal(JSON.parse(await run(inspectLink(app), { link: url }, false)).operation, "GetObject");
      assert.deepEqual([setup.s3.requests, asked], [[], []]);
    });
  });
});
