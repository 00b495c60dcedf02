import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import { alice } from "../support/s3Server/server.ts";
import { startCredentialServer } from "../support/servers/credentialServer.ts";
import { objectNode, untouchedClipboard, useSetup } from "./setup.ts";

const ROLE = "arn:aws:iam::111122223333:role/reader";

describe("credentials and their expiry", () => {
  const setup = useSetup();
  const request = { operation: "GetObject", params: { Bucket: "acme-reports", Key: "README.md" } };
  const keys = `aws_access_key_id = ${alice.accessKeyId}\naws_secret_access_key = ${alice.secretAccessKey}\n`;

  it("says that a 12-hour link signed with a 15-minute role expires with the role", async () => {
    const issuer = await startCredentialServer(setup.s3);
    try {
      issuer.sessionSeconds = 900;
      setup.home.writeConfig(`[services loopback]\ns3 =\n  endpoint_url = ${setup.s3.endpoint}\nsts =\n  endpoint_url = ${issuer.endpoint}
[profile role]\nservices = loopback\nrole_arn = ${ROLE}\nsource_profile = demo\n`);
      const signed = await setup.api.presignUrl({ ...request, connection: "role", expiresIn: 12 * 3600 });
      const [asked, effective] = [signed.expiresAt, signed.effectiveExpiresAt].map((end) =>
        Math.round((Date.parse(end as string) - Date.parse(signed.issuedAt)) / 60_000),
      );
      assert.deepEqual([asked, effective], [720, 15]);
      assert.deepEqual(
        signed.warnings.map(({ code }) => code),
        ["credentialsEndSooner"],
      );
    } finally {
      await issuer.close();
    }
  });

  it("signs no link for a connection that has been removed", async () => {
    const connection = "connection:gone";
    await assert.rejects(setup.api.presignUrl({ ...request, connection }), {
      code: "unknownConnection",
      message: "This connection has been removed. Choose another, or refresh the tree.",
    });
    const node = { ...objectNode("README.md"), at: { ...objectNode("README.md").at, connection } };
    await untouchedClipboard(() => vscode.commands.executeCommand("s3Presign.copyPresignedUrl", node));
  });

  it("sends its requests through the proxy configured in VS Code", async () => {
    const asked: string[] = [];
    const proxy = createServer((message, response) => {
      asked.push(message.url ?? "");
      response.writeHead(403, { "x-amz-bucket-region": "eu-west-3" }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const http = vscode.workspace.getConfiguration("http");
    const set = (value: unknown) => http.update("proxy", value, vscode.ConfigurationTarget.Global);
    try {
      await set(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
      setup.home.writeConfig("[profile far]\nendpoint_url = http://s3.far.test\n");
      setup.home.writeCredentials(`[far]\n${keys}`);
      const { url } = await setup.api.presignUrl({ ...request, connection: "far" });
      assert.match(url, /%2Feu-west-3%2F/);
      assert.deepEqual(asked, ["http://s3.far.test/acme-reports/"]);
    } finally {
      await set(undefined);
      proxy.close();
    }
  });
});
