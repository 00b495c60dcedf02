import * as vscode from "vscode";

/** Default settings for one kind of server. */
export interface Preset {
  label: string;
  description: string;
  /** Absent for AWS, where the region determines the endpoint. */
  endpoint?: string;
  region: string;
  pathStyle?: boolean;
}

/** Ports and regions come from each server's own guide. */
export function presets(): Preset[] {
  const { t } = vscode.l10n;
  return [
    { label: "AWS", description: "Amazon S3", region: "us-east-1" },
    {
      label: "MinIO",
      description: "http://localhost:9000",
      endpoint: "http://localhost:9000",
      region: "us-east-1",
      pathStyle: true,
    },
    {
      label: "Cloudflare R2",
      description: "https://….r2.cloudflarestorage.com",
      endpoint: "https://<account id>.r2.cloudflarestorage.com",
      region: "auto",
      pathStyle: true,
    },
    {
      label: "Ceph",
      description: "http://localhost:7480",
      endpoint: "http://localhost:7480",
      region: "us-east-1",
      pathStyle: true,
    },
    {
      label: "LocalStack",
      description: "http://localhost:4566",
      endpoint: "http://localhost:4566",
      region: "us-east-1",
      pathStyle: true,
    },
    {
      label: t("Other S3-compatible server"),
      description: t("Any server that supports the S3 API"),
      endpoint: "https://",
      region: "us-east-1",
    },
  ];
}
