import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type S3Location } from "../core/address/location.ts";
import { cancellation, S3Error } from "../core/errors/errors.ts";
import { CANNED_ACLS, type CannedAcl, PUBLIC_ACLS } from "../core/objects/cannedValues.ts";
import type { HeaderChanges } from "../core/objects/preservedMetadata.ts";
import { nodeTarget, s3Uri } from "../host/nodes/nodeTargets.ts";
import { aclText } from "../host/text/aclText.ts";
import { signerName } from "../host/text/signerName.ts";
import { tellAclLost } from "../host/ui/aclLost.ts";
import { confirm } from "../host/ui/confirm.ts";
import { showInStatusBar } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { ask, pick, pickContentType, pickStorageClass } from "../host/ui/prompts.ts";
import type { PropertiesDocuments } from "./propertiesDocuments.ts";

type Property = "contentType" | "cacheControl" | "metadata" | "storageClass" | "tags" | "acl";

/** One property after a prompt that holds its present value; all others stay as they are. */
export async function editProperties(app: App, documents: PropertiesDocuments, [given]: unknown[]): Promise<void> {
  const { at } = nodeTarget(app, [given ?? documents.inFront()], ["object"]);
  const connection = await app.s3().connection(at.connection);
  const send = app.s3().sender(connection);
  const place = { bucket: at.bucket, key: at.key as string };
  const title = vscode.l10n.t("Edit {0}", baseName(place.key));
  const { facts, tags } = await withProgress(title, ({ signal }) => app.aws().readProperties(send, place, signal));
  const property = await pick<Property>(title, vscode.l10n.t("Choose a property to edit"), [
    { label: vscode.l10n.t("Content type"), description: facts.ContentType ?? "", value: "contentType" },
    { label: vscode.l10n.t("Cache control"), description: facts.CacheControl ?? "", value: "cacheControl" },
    { label: vscode.l10n.t("Metadata"), description: pairsText(facts.Metadata ?? {}), value: "metadata" },
    { label: vscode.l10n.t("Tags"), description: "value" in tags ? pairsText(tags.value) : "", value: "tags" },
    { label: vscode.l10n.t("Storage class"), description: facts.StorageClass ?? "STANDARD", value: "storageClass" },
    { label: vscode.l10n.t("Permissions (ACL)"), value: "acl" },
  ]);
  if (property === "tags") {
    if ("error" in tags) throw tags.error;
    const changed = await askPairs(title, tags.value);
    await withProgress(title, ({ signal }) => app.aws().putTags(send, place, changed, signal));
  } else if (property === "acl") {
    const acl = await pickAcl(title);
    if (PUBLIC_ACLS.includes(acl)) await confirmPublic(app, at, acl);
    await withProgress(title, ({ signal }) => app.aws().putCannedAcl(send, place, acl, signal));
  } else {
    const changes = await askChange(title, property, facts);
    const onAclLost = tellAclLost(app);
    await withProgress(title, ({ signal }) =>
      app.aws().editHeaders(send, place, facts.ETag ?? "", changes, { onAclLost, signal }),
    );
  }
  await documents.update(at);
  await vscode.commands.executeCommand(commands.refresh, at);
  showInStatusBar(vscode.l10n.t("Changed {0}", baseName(place.key)));
}

function pickAcl(title: string): Promise<CannedAcl> {
  const choices = CANNED_ACLS.map((value) => ({ label: value, description: aclText(value), value }));
  return pick(title, vscode.l10n.t("Choose a canned ACL. It replaces all existing grants."), choices);
}

/** @throws S3Error cancelled */
async function confirmPublic(app: App, at: S3Location, acl: CannedAcl): Promise<void> {
  const connection = await app.s3().connection(at.connection);
  const detail = [
    s3Uri(at),
    `${acl}: ${aclText(acl)}`,
    vscode.l10n.t("No link is needed, and nothing expires."),
    vscode.l10n.t("Profile: {0}", await signerName(app, connection)),
  ].join("\n");
  const message = vscode.l10n.t("Make {0} public?", baseName(at.key ?? ""));
  await confirm(message, detail, vscode.l10n.t("Make Public"));
}

type Present = {
  ContentType?: string | undefined;
  CacheControl?: string | undefined;
  Metadata?: Record<string, string> | undefined;
};

async function askChange(title: string, property: Property, facts: Present): Promise<HeaderChanges> {
  switch (property) {
    case "contentType": {
      const contentType = await pickContentType(title, {
        placeHolder: vscode.l10n.t("Choose a content type"),
        none: vscode.l10n.t("Unchanged"),
        suggestion: facts.ContentType,
      });
      if (!contentType) throw cancellation();
      return { contentType };
    }
    case "cacheControl": {
      const prompt = vscode.l10n.t("Enter a Cache-Control value, such as max-age=3600 or no-cache");
      return { cacheControl: await ask({ title, prompt, value: facts.CacheControl ?? "" }, (text) => text.trim()) };
    }
    case "metadata":
      return { metadata: await askPairs(title, facts.Metadata ?? {}) };
    default:
      return { storageClass: await pickStorageClass(title) };
  }
}

function askPairs(title: string, present: Record<string, string>): Promise<Record<string, string>> {
  const prompt = vscode.l10n.t(
    "Enter every entry as name=value, separated by commas. Entries that you leave out are removed.",
  );
  return ask({ title, prompt, value: pairsText(present), valueSelection: [0, 0] }, readPairs);
}

const pairsText = (pairs: Record<string, string>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

/** A comma within a value is not one between pairs where no name and `=` follow it. */
function readPairs(text: string): Record<string, string> {
  const pairs = text.split(/,(?=\s*[^,=]+=)/).filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new S3Error("invalidPair", { given: pair.trim() });
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}
