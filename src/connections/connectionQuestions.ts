import * as vscode from "vscode";
import type { App } from "../app.ts";
import { splitUrl } from "../core/address/rawUrl.ts";
import { readAddress } from "../core/address/s3Address.ts";
import { type ErrorCode, S3Error } from "../core/errors/errors.ts";
import type { CredentialSource } from "../core/identity/connections.ts";
import { isHttpUrl, withoutUser } from "../core/identity/serviceEndpoints.ts";
import { trimEnd } from "../core/text/trimEnd.ts";
import { errorText } from "../host/text/errorText.ts";
import type { Choice, ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Draft, Part } from "./draft.ts";
import { presets } from "./presets.ts";

const { t } = vscode.l10n;

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

/** The setting that most likely causes a failure. */
const SUSPECTS: Partial<Record<ErrorCode, Part>> = {
  endpointUnreachable: "endpoint",
  endpointSilent: "endpoint",
  notS3: "endpoint",
  keyIdRefused: "keys",
  credentialsExpired: "keys",
  secretRefused: "secret",
  invalidRegion: "region",
  wrongRegion: "region",
};

/** @param failure why the connection does not work; absent if it has not been tested */
export function partQuestion(draft: Draft, failure?: S3Error): ListQuestion<Draft> {
  const suspect = failure && SUSPECTS[failure.code];
  const choice = (chosen: NonNullable<Draft["chosen"]>, label: string, description = ""): Choice<Draft> => {
    return { label, description, picked: chosen === suspect, value: { ...draft, chosen } };
  };
  const { endpoint, source, pathStyle = true } = draft;
  const ofServer = endpoint === undefined ? [] : [choice("endpoint", t("Endpoint"), endpoint)];
  const ofKeys = [
    choice("keys", t("Access keys"), draft.accessKeyId),
    choice("secret", t("Secret access key")),
    choice("token", t("Session token"), draft.sessionToken === "" ? t("none") : t("entered")),
  ];
  const style = choice("style", t("Addressing style"), pathStyle ? t("Path style") : t("Virtual-hosted style"));
  return {
    placeHolder: failure ? errorText(failure).cause : t("Choose what to change"),
    choices: [
      ...(failure ? [{ ...choice("test", t("Try Again")), detail: errorText(failure).next }] : []),
      ...ofServer,
      ...(source.kind === "keys" ? ofKeys : []),
      choice("source", t("Credentials"), source.kind === "profile" ? source.profile : sourceLabels()[source.kind]),
      choice("region", t("Default region"), draft.region),
      ...(endpoint === undefined ? [] : [style]),
      choice("name", t("Name"), draft.name),
      ...(failure ? [choice("save", t("Save Anyway"), t("The connection is saved as it was entered."))] : []),
    ],
  };
}

export async function nameQuestion(app: App, draft: Draft): Promise<TextQuestion<Draft>> {
  const { profiles } = await app.s3().profiles();
  const others = profiles.filter(({ connection }) => connection?.id !== draft.id);
  const taken = new Set(others.map(({ profile }) => profile));
  return {
    prompt: t("Enter a name for the connection"),
    value: freeName(draft.name, taken),
    read: (text) => {
      const name = readText(text);
      if (taken.has(name)) throw new S3Error("nameTaken", { name });
      return { ...draft, name };
    },
  };
}

/** Adds a number to a name that is used already. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  return free;
}

export function endpointQuestion(draft: Draft): TextQuestion<Draft> {
  const { endpoint = "" } = draft;
  const [placeholder] = /<.*?>/.exec(endpoint) ?? [];
  const start = placeholder ? endpoint.indexOf(placeholder) : 0;
  return {
    prompt: t("Enter the endpoint of the server, with http:// or https:// and the port, if any"),
    placeHolder: "https://s3.example.com",
    value: endpoint,
    ...(placeholder && { valueSelection: [start, start + placeholder.length] }),
    read: (text) => {
      const endpoint = withoutUser(trimEnd(text.trim(), "/"));
      if (!isHttpUrl(endpoint)) throw new S3Error("invalidEndpoint", { profile: draft.name, endpoint });
      const url = splitUrl(endpoint);
      return { ...draft, endpoint, region: (url && readAddress(url).region) ?? draft.region };
    },
  };
}

export function regionQuestion(draft: Draft): TextQuestion<Draft> {
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

export function styleQuestion(draft: Draft): ListQuestion<Draft> {
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

const sourceLabels = (): Record<CredentialSource["kind"], string> => ({
  keys: t("Access keys for this connection"),
  profile: t("Credentials of a profile"),
  environment: t("Environment variables"),
  anonymous: t("None (anonymous)"),
});

/** @param kinds the choices; credentials of a profile are offered only if there is a profile */
export async function sourceQuestion(
  app: App,
  draft: Draft,
  kinds: CredentialSource["kind"][],
): Promise<ListQuestion<Draft>> {
  const { config } = await app.s3().profiles();
  const profiles = [...config.profiles.keys()];
  const descriptions: Record<CredentialSource["kind"], string> = {
    keys: t("Stored in VS Code's secret storage"),
    profile: t("SSO, a role, or a program, as the profile is configured"),
    environment: "AWS_ACCESS_KEY_ID, …",
    anonymous: t("For public buckets. Links can't be signed."),
  };
  const choices = kinds
    .filter((kind) => kind !== "profile" || profiles.length > 0)
    .map((kind): Choice<Draft> => {
      const about = {
        label: sourceLabels()[kind],
        description: descriptions[kind],
        picked: kind === draft.source.kind,
      };
      if (kind !== "profile") return { ...about, value: { ...draft, source: { kind } } };
      return { ...about, value: draft, next: () => profileQuestion(draft, profiles) };
    });
  return { placeHolder: t("Choose where the credentials come from"), choices };
}

function profileQuestion(draft: Draft, profiles: string[]): ListQuestion<Draft> {
  const { source } = draft;
  const choices = profiles.map((profile) => ({
    label: profile,
    picked: source.kind === "profile" && source.profile === profile,
    value: { ...draft, source: { kind: "profile" as const, profile } },
  }));
  return { placeHolder: t("Choose a profile"), choices };
}

/** A connection that has no keys of its own gets its credentials elsewhere. */
export function keyIdOrNoneQuestion(draft: Draft): TextQuestion<Draft> {
  const { read, ...question } = keyIdQuestion(draft);
  return {
    ...question,
    prompt: t("Access key ID. Leave empty to use other credentials, or none."),
    read: (text) => (text.trim() === "" ? { ...draft, accessKeyId: "", source: { kind: "anonymous" } } : read(text)),
  };
}

export function keyIdQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: t("Access key ID"),
    value: draft.accessKeyId,
    read: (text) => {
      const accessKeyId = readText(text);
      const isSame = accessKeyId === draft.accessKeyId;
      return { ...draft, accessKeyId, sessionToken: isSame ? draft.sessionToken : "", source: { kind: "keys" } };
    },
  };
}

export function secretQuestion(draft: Draft): TextQuestion<Draft> {
  const read = (text: string) => ({ ...draft, secretAccessKey: readText(text) });
  return { prompt: t("Secret access key"), value: draft.secretAccessKey, password: true, read };
}

export function sessionTokenQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: t("Session token of temporary credentials. Leave empty if there is none."),
    value: draft.sessionToken,
    password: true,
    read: (text) => ({ ...draft, sessionToken: text.trim() }),
  };
}

function readText(text: string): string {
  if (text.trim() === "") throw new S3Error("valueMissing", {});
  return text.trim();
}
