import * as vscode from "vscode";
import type { App } from "../app.ts";
import { apiCommands } from "../contributions.ts";
import { asText } from "../core/text/asText.ts";
import { textOf } from "./input.ts";
import { pageTool } from "./pageTool.ts";
import type { AgentTool } from "./tool.ts";

const { t } = vscode.l10n;

/** Stores a page with links to objects. */
export function sharePage(app: App): AgentTool {
  return pageTool(app, {
    progress: t("Sharing objects as a web page"),
    question: t("Share objects as a web page?"),
    operation: t("Share as Web Page"),
    confirmation: (bucket) => t("Share objects in bucket {0} as a web page?", bucket),
    command: apiCommands.sharePage,
    inputs: ["prefix", "keys", "title", "copies"],
    rows(input) {
      const keys = Array.isArray(input.keys) ? input.keys.map(asText) : undefined;
      return [
        [t("Prefix"), keys ? undefined : textOf(input, "prefix")],
        [t("Key"), keys?.join(", ")],
        [t("Title"), textOf(input, "title")],
        [t("Copies of the objects"), input.copies === true ? t("Yes") : t("No")],
      ];
    },
  });
}
