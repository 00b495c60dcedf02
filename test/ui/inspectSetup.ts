import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CHECKSUMS } from "../../src/core/client/s3Client.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import type { Setup } from "./setup.ts";

export function signed({ s3 }: Setup, key = "2026/q3/분기 보고서.txt", signingDate = new Date()): Promise<string> {
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: "us-east-1",
    credentials: alice,
    forcePathStyle: true,
    ...CHECKSUMS,
  });
  const command = new GetObjectCommand({ Bucket: "acme-reports", Key: key });
  return getSignedUrl(client, command, { expiresIn: 3600, signingDate });
}

/** A line of the focused report; VS Code renders a space as a no-break space. */
export const shown = (window: Workbench, text: string | RegExp) => window.inEditor(text);
export const lens = (window: Workbench, title: string) =>
  window.page.locator(".codelens-decoration a").filter({ hasText: title });
