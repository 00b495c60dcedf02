import * as vscode from "vscode";
import type { App } from "../app.ts";
import { apiCommands } from "../contributions.ts";
import { byteCount } from "../host/text/format.ts";
import { textOf } from "./input.ts";
import { pageTool } from "./pageTool.ts";
import type { AgentTool } from "./tool.ts";

const { t } = vscode.l10n;

/** Stores a page by which anyone with its link can send files. */
export function requestFiles(app: App): AgentTool {
  return pageTool(app, {
    progress: t("Creating a file request"),
    question: t("Create a file request?"),
    operation: t("Request Files"),
    confirmation: (bucket) => t("Create a file request for bucket {0}?", bucket),
    command: apiCommands.requestFiles,
    inputs: ["prefix", "title", "message", "maxSize", "contentType", "largeFiles"],
    rows: (input) => [
      [t("Folder"), textOf(input, "prefix")],
      [t("Title"), textOf(input, "title")],
      [t("Message"), textOf(input, "message")],
      [t("Maximum file size"), typeof input.maxSize === "number" ? byteCount(input.maxSize) : undefined],
      [t("Content type"), textOf(input, "contentType")],
      [t("Files over 5 GB"), textOf(input, "largeFiles")],
    ],
  });
}
