import assert from "node:assert/strict";
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import * as vscode from "vscode";
import { alice } from "../support/s3Server/server.ts";
import { useSetup } from "./setup.ts";

describe("Abort Upload", () => {
  const setup = useSetup();

  it("removes the parts that a failed upload left", async () => {
    const client = new S3Client({
      endpoint: setup.s3.endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: alice,
    });
    const place = { Bucket: "acme-reports", Key: "left.bin" };
    const { UploadId = "" } = await client.send(new CreateMultipartUploadCommand(place));
    await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: "part" }));
    client.destroy();
    const { uploads } = setup.s3.store.get("acme-reports");
    assert.equal(uploads.size, 1);
    const upload = { connection: "profile:demo", bucket: place.Bucket, key: place.Key, uploadId: UploadId };
    await vscode.commands.executeCommand("s3Presign.abortUpload", upload);
    assert.equal(uploads.size, 0);
  });
});
