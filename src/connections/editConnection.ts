import * as vscode from "vscode";
import type { App } from "../app.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { CredentialSource, SavedConnection } from "../core/identity/connections.ts";
import type { EnteredKeys } from "../core/identity/credentials.ts";
import { isHttpUrl } from "../core/identity/serviceEndpoints.ts";
import { trimEnd } from "../core/text/trimEnd.ts";
import { showWarning } from "../host/ui/messages.ts";
import { ask, type Choice, pick } from "../host/ui/prompts.ts";
import { type Preset, presets } from "./presets.ts";

type Draft = Omit<SavedConnection, "revision">;

/** Nothing is kept before the last answer, so Escape leaves all as it was. */
export async function addConnection(app: App): Promise<void> {
  const title = vscode.l10n.t("Add Connection");
  const choices = presets().map((value) => ({ ...value, value }));
  const preset = await pick(title, vscode.l10n.t("Choose a type of server"), choices);
  await askAndSave(app, title, { id: app.connections.newId(), name: preset.label, source: { kind: "keys" } }, preset);
}

export async function editConnection(app: App, [node]: unknown[]): Promise<void> {
  const saved = savedConnection(app, node) ?? (await pickSaved(app, vscode.l10n.t("Edit Connection")));
  const { endpoint, region = "us-east-1", pathStyle } = saved;
  const preset = {
    label: saved.name,
    description: "",
    ...(endpoint && { endpoint }),
    region,
    ...(pathStyle !== undefined && { pathStyle }),
  };
  await askAndSave(app, vscode.l10n.t("Edit Connection {0}", saved.name), saved, preset);
}

export async function removeConnection(app: App, [node]: unknown[]): Promise<void> {
  const { id, name } = savedConnection(app, node) ?? (await pickSaved(app, vscode.l10n.t("Remove Connection")));
  const remove = vscode.l10n.t("Remove");
  const options = {
    modal: true,
    detail: vscode.l10n.t(
      "Its keys are deleted from this computer. Nothing in S3 changes, and shared links remain valid.",
    ),
  };
  const answer = await showWarning(vscode.l10n.t("Remove the connection “{0}”?", name), options, remove);
  if (answer === remove) await app.connections.remove(id);
}

function savedConnection(app: App, node: unknown): SavedConnection | undefined {
  const { connection } = (node ?? {}) as { connection?: { id?: string } };
  return app.connections.list().find(({ id }) => id === connection?.id);
}

function pickSaved(app: App, title: string): Promise<SavedConnection> {
  const choices = app.connections
    .list()
    .map((value) => ({ label: value.name, description: value.endpoint ?? "AWS", value }));
  return pick(title, vscode.l10n.t("Choose a connection"), choices);
}

async function askAndSave(app: App, title: string, draft: Draft, preset: Preset): Promise<void> {
  const name = await askName(app, title, draft);
  const endpoint = preset.endpoint === undefined ? undefined : await askEndpoint(title, name, preset.endpoint);
  const region = await askRegion(title, name, preset.region);
  const pathStyle = endpoint === undefined ? undefined : await pickPathStyle(title, preset.pathStyle ?? true);
  const source = await pickSource(app, title, draft.source);
  const hasKeys = draft.source.kind === "keys" && (await app.connections.keys(draft.id)) !== undefined;
  const keys = source.kind === "keys" ? await askKeys(title, hasKeys) : undefined;
  await app.connections.save(
    {
      id: draft.id,
      name,
      source,
      region,
      ...(endpoint !== undefined && { endpoint }),
      ...(pathStyle !== undefined && { pathStyle }),
    },
    keys,
  );
}

async function askName(app: App, title: string, { id, name: value }: Draft): Promise<string> {
  const { profiles } = await app.s3().profiles();
  const taken = new Set(profiles.filter(({ connection }) => connection?.id !== id).map(({ profile }) => profile));
  return ask({ title, prompt: vscode.l10n.t("Enter a name for the connection"), value }, (text) => {
    const name = readText(text);
    if (taken.has(name)) throw new S3Error("nameTaken", { name });
    return name;
  });
}

function askEndpoint(title: string, profile: string, value: string): Promise<string> {
  const prompt = vscode.l10n.t("Enter the endpoint of the server, with http:// or https:// and the port, if any");
  return ask({ title, prompt, value, placeHolder: "https://s3.example.com" }, (text) => {
    const endpoint = trimEnd(text.trim(), "/");
    if (!isHttpUrl(endpoint)) throw new S3Error("invalidEndpoint", { profile, endpoint });
    return endpoint;
  });
}

function askRegion(title: string, profile: string, value: string): Promise<string> {
  const prompt = vscode.l10n.t(
    "Default region, such as us-east-1. The region of each bucket is detected automatically.",
  );
  return ask({ title, prompt, value }, (text) => {
    const region = text.trim();
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(region))
      throw new S3Error("invalidRegion", { profile, region });
    return region;
  });
}

function pickPathStyle(title: string, preferred: boolean): Promise<boolean> {
  const choices = [
    { label: vscode.l10n.t("Path style"), description: "http://host/bucket/key", value: true },
    { label: vscode.l10n.t("Virtual-hosted style"), description: "http://bucket.host/key", value: false },
  ];
  const ordered = preferred ? choices : choices.reverse();
  return pick(title, vscode.l10n.t("Choose an addressing style"), ordered);
}

async function pickSource(app: App, title: string, present: CredentialSource): Promise<CredentialSource> {
  const { t } = vscode.l10n;
  const choices: Choice<CredentialSource["kind"]>[] = [
    {
      label: t("Access keys for this connection"),
      description: t("Stored in VS Code's secret storage"),
      value: "keys",
    },
    {
      label: t("Credentials of a profile"),
      description: t("SSO, a role, or a program, as the profile is configured"),
      value: "profile",
    },
    { label: t("Environment variables"), description: "AWS_ACCESS_KEY_ID, …", value: "environment" },
    { label: t("None (anonymous)"), description: t("For public buckets. Links can't be signed."), value: "anonymous" },
  ];
  const first = choices.filter(({ value }) => value === present.kind);
  const kind = await pick(title, t("Choose where the credentials come from"), [...new Set([...first, ...choices])]);
  return kind === "profile" ? { kind, profile: await pickProfile(app, title) } : { kind };
}

async function pickProfile(app: App, title: string): Promise<string> {
  const { config } = await app.s3().profiles();
  const choices = [...config.profiles.keys()].map((value) => ({ label: value, value }));
  if (choices.length === 0) throw new S3Error("noProfiles", { files: Object.values(config.files) });
  return pick(title, vscode.l10n.t("Choose a profile"), choices);
}

/** @returns undefined where the keys that are there shall stay */
async function askKeys(title: string, hasKeys: boolean): Promise<EnteredKeys | undefined> {
  const { t } = vscode.l10n;
  const prompt = hasKeys ? t("Access key ID. Leave empty to keep the current keys.") : t("Access key ID");
  const accessKeyId = await ask({ title, prompt }, hasKeys ? (text) => text.trim() : readText);
  if (accessKeyId === "") return undefined;
  const secretAccessKey = await ask({ title, prompt: t("Secret access key"), password: true }, readText);
  const sessionToken = await ask(
    { title, prompt: t("Session token of temporary keys. Leave empty if there is none."), password: true },
    (text) => text.trim(),
  );
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

function readText(text: string): string {
  if (text.trim() === "") throw new S3Error("valueMissing", {});
  return text.trim();
}
