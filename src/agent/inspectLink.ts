import * as vscode from "vscode";
import type { App } from "../app.ts";
import { inspect } from "../core/inspect/inspect.ts";
import type { InspectedUrl } from "../core/inspect/inspectedUrl.ts";
import { REDACTED } from "../core/text/redact.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { timeRows, whatRows } from "../host/text/linkRows.ts";
import { textOf } from "./input.ts";
import type { AgentTool, Input } from "./tool.ts";

const { t } = vscode.l10n;

/** Describes a link without a request. */
export function inspectLink(app: App): AgentTool {
  const read = async (input: Input): Promise<InspectedUrl> =>
    inspect(textOf(input, "link") ?? "", new Date(), await knownEndpoints(app));
  return {
    progress: t("Inspecting a presigned URL"),
    question: t("Inspect a presigned URL?"),
    usesCredentials: false,
    async describe(input) {
      const link = await read(input);
      return [...whatRows(link), ...timeRows(link, new Date())];
    },
    run: async (input) => withoutKeyId(await read(input)),
  };
}

/** The ID of an access key identifies its owner. It can also be in a field of a form. */
function withoutKeyId(link: InspectedUrl): object {
  const { accessKeyId } = ("signer" in link && link.signer) || {};
  return JSON.parse(JSON.stringify(link), (_, value) =>
    typeof value === "string" && accessKeyId ? value.replaceAll(accessKeyId, REDACTED) : value,
  );
}
