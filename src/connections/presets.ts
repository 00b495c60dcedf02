import * as vscode from "vscode";
import type { Preset } from "../core/providers/provider.ts";
import { RECORDS } from "../core/providers/records.ts";

/** Default settings for each kind of server, with its name. */
export function presets(): (Preset & { label: string; description: string })[] {
  const { t } = vscode.l10n;
  return [
    ...RECORDS.map(({ name, preset }) => ({
      label: name,
      description: preset.endpoint?.replace(/<.*?>/, "…") ?? "Amazon S3",
      ...preset,
    })),
    {
      label: t("Other S3-compatible server"),
      description: t("Any server that supports the S3 API"),
      endpoint: "https://",
      region: "us-east-1",
    },
  ];
}
