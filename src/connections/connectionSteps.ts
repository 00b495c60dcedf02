import * as vscode from "vscode";
import type { App } from "../app.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { CredentialSource, SavedConnection } from "../core/identity/connections.ts";
import { isHttpUrl, withoutUser } from "../core/identity/serviceEndpoints.ts";
import { trimEnd } from "../core/text/trimEnd.ts";
import type { Choice, ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";
import { presets } from "./presets.ts";

const { t } = vscode.l10n;

/** A connection that is still being entered. */
export interface Draft extends Pick<SavedConnection, "id" | "name" | "source"> {
  region: string;
  /** Absent for AWS. */
  endpoint?: string | undefined;
  pathStyle?: boolean | undefined;
  /** Whether keys are already stored. Leaving the access key ID empty then keeps them. */
  hasKeys: boolean;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

const NO_KEYS = { accessKeyId: "", secretAccessKey: "", sessionToken: "" };

export function newDraft(app: App): Draft {
  const { newId } = app.connections;
  return { id: newId(), name: "", source: { kind: "keys" }, region: "us-east-1", hasKeys: false, ...NO_KEYS };
}

export async function draftOf(app: App, saved: SavedConnection): Promise<Draft> {
  const { id, name, source, region = "us-east-1", endpoint, pathStyle } = saved;
  const hasKeys = source.kind === "keys" && (await app.connections.keys(id)) !== undefined;
  return { id, name, source, region, endpoint, pathStyle, hasKeys, ...NO_KEYS };
}

export function presetQuestion(draft: Draft): ListQuestion<Draft> {
  return {
    placeHolder: t("Choose a type of server"),
    choices: presets().map(({ label, description, ...preset }) => ({
      label,
      description,
      value: { ...draft, ...preset, name: label },
    })),
  };
}

export function connectionSteps(app: App): Step<Draft>[] {
  const hasEndpoint = ({ endpoint }: Draft) => endpoint !== undefined;
  const entersKeys = ({ source, hasKeys, accessKeyId }: Draft) =>
    source.kind === "keys" && (!hasKeys || accessKeyId !== "");
  return [
    { ask: (draft) => nameQuestion(app, draft) },
    { when: hasEndpoint, ask: endpointQuestion },
    { ask: regionQuestion },
    { when: hasEndpoint, ask: styleQuestion },
    { ask: sourceQuestion },
    { when: ({ source }) => source.kind === "profile", ask: (draft) => profileQuestion(app, draft) },
    { when: ({ source }) => source.kind === "keys", ask: keyIdQuestion },
    { when: entersKeys, ask: secretQuestion },
    { when: entersKeys, ask: sessionTokenQuestion },
  ];
}

async function nameQuestion(app: App, draft: Draft): Promise<TextQuestion<Draft>> {
  const { profiles } = await app.s3().profiles();
  const others = profiles.filter(({ connection }) => connection?.id !== draft.id);
  const taken = new Set(others.map(({ profile }) => profile));
  return {
    prompt: t("Enter a name for the connection"),
    value: draft.name,
    read: (text) => {
      const name = readText(text);
      if (taken.has(name)) throw new S3Error("nameTaken", { name });
      return { ...draft, name };
    },
  };
}

function endpointQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: t("Enter the endpoint of the server, with http:// or https:// and the port, if any"),
    placeHolder: "https://s3.example.com",
    value: draft.endpoint ?? "",
    read: (text) => {
      const endpoint = withoutUser(trimEnd(text.trim(), "/"));
      if (!isHttpUrl(endpoint)) throw new S3Error("invalidEndpoint", { profile: draft.name, endpoint });
      return { ...draft, endpoint };
    },
  };
}

function regionQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: t("Default region, such as us-east-1. The region of each bucket is detected automatically."),
    value: draft.region,
    read: (text) => {
      const region = text.trim();
      if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(region))
        throw new S3Error("invalidRegion", { profile: draft.name, region });
      return { ...draft, region };
    },
  };
}

function styleQuestion(draft: Draft): ListQuestion<Draft> {
  const { pathStyle = true } = draft;
  const choices = [
    { label: t("Path style"), description: "http://host/bucket/key", value: { ...draft, pathStyle: true } },
    {
      label: t("Virtual-hosted style"),
      description: "http://bucket.host/key",
      picked: !pathStyle,
      value: { ...draft, pathStyle: false },
    },
  ];
  return { placeHolder: t("Choose an addressing style"), choices };
}

function sourceQuestion(draft: Draft): ListQuestion<Draft> {
  const choice = (source: CredentialSource, label: string, description: string): Choice<Draft> => {
    const picked = source.kind === draft.source.kind;
    return { label, description, picked, value: picked ? draft : { ...draft, source } };
  };
  return {
    placeHolder: t("Choose where the credentials come from"),
    choices: [
      choice({ kind: "keys" }, t("Access keys for this connection"), t("Stored in VS Code's secret storage")),
      choice(
        { kind: "profile", profile: "" },
        t("Credentials of a profile"),
        t("SSO, a role, or a program, as the profile is configured"),
      ),
      choice({ kind: "environment" }, t("Environment variables"), "AWS_ACCESS_KEY_ID, …"),
      choice({ kind: "anonymous" }, t("None (anonymous)"), t("For public buckets. Links can't be signed.")),
    ],
  };
}

async function profileQuestion(app: App, draft: Draft): Promise<ListQuestion<Draft>> {
  const { config } = await app.s3().profiles();
  const { source } = draft;
  const choices = [...config.profiles.keys()].map((profile) => ({
    label: profile,
    picked: source.kind === "profile" && source.profile === profile,
    value: { ...draft, source: { kind: "profile" as const, profile } },
  }));
  if (choices.length === 0) throw new S3Error("noProfiles", { files: Object.values(config.files) });
  return { placeHolder: t("Choose a profile"), choices };
}

function keyIdQuestion(draft: Draft): TextQuestion<Draft> {
  const { hasKeys } = draft;
  return {
    prompt: hasKeys ? t("Access key ID. Leave empty to keep the current keys.") : t("Access key ID"),
    read: (text) => ({ ...draft, accessKeyId: hasKeys ? text.trim() : readText(text) }),
  };
}

function secretQuestion(draft: Draft): TextQuestion<Draft> {
  const read = (text: string) => ({ ...draft, secretAccessKey: readText(text) });
  return { prompt: t("Secret access key"), password: true, read };
}

function sessionTokenQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: t("Session token of temporary credentials. Leave empty if there is none."),
    password: true,
    read: (text) => ({ ...draft, sessionToken: text.trim() }),
  };
}

function readText(text: string): string {
  if (text.trim() === "") throw new S3Error("valueMissing", {});
  return text.trim();
}
