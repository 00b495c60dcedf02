import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import { exampleLink, readShareUrl, type ShareAddress } from "../core/address/shareAddress.ts";
import { cancellation, S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { ownEndpoints } from "../core/identity/ownEndpoints.ts";
import { testLink } from "../core/inspect/testLink.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { connectionOf, firstNode, nodesOfKinds } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, profileStep, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";
import { updateShareAddress } from "./shareSetting.ts";

const { t } = vscode.l10n;

interface Draft {
  /** Exactly one: a bucket, or a connection with an empty bucket. */
  targets: S3Location[];
  /** Absent until it is entered. Empty to remove the address. */
  url?: string;
  mode?: ShareAddress["mode"];
}

/**
 * Asks for the address at which recipients reach a server or a bucket, and sends a request through it before it is set.
 * Escape leaves everything unchanged.
 */
export async function setShareAddress(app: App, args: unknown[]): Promise<void> {
  const node = firstNode(app, args);
  const [bucket] = nodesOfKinds([node], ["bucket", "addedBucket"]);
  const target = bucket?.at ?? (await unnamedTarget(app, connectionOf(node)));
  let draft = await ask(app, { targets: [target] });
  let failure = await failureOf(app, draft);
  while (failure && !(await isSetAnyway(draft, failure))) {
    draft = await ask(app, draft);
    failure = await failureOf(app, draft);
  }
  await save(app, draft);
  void showInformation(savedText(await connectionFor(app, draft), draft, failure === undefined));
}

function ask(app: App, draft: Draft): Promise<Draft> {
  const steps: Step<Draft>[] = [
    profileStep(app),
    { ask: (draft) => urlQuestion(app, draft) },
    { when: ({ url }) => url !== "", ask: (draft) => modeQuestion(app, draft) },
  ];
  return askTargetSteps(app, t("Set Share Address"), steps, draft);
}

const targetOf = ({ targets }: Draft): S3Location => targets[0] as S3Location;

const connectionFor = (app: App, draft: Draft): Promise<Connection> => app.s3().connection(targetOf(draft).connection);

async function urlQuestion(app: App, draft: Draft): Promise<TextQuestion<Draft>> {
  const { bucket } = targetOf(draft);
  const connection = await connectionFor(app, draft);
  if (connection.source.kind === "anonymous") {
    throw new S3Error("anonymousCannotSign", { connection: connection.profile });
  }
  const current = await entryOf(app, draft);
  const prompt = bucket
    ? t("Enter the URL at which recipients reach bucket {0}. Its host represents the bucket.", bucket)
    : t("Enter the URL at which recipients reach the server");
  return {
    prompt: current ? `${prompt} ${t("(leave empty to remove the address)")}` : prompt,
    placeHolder: "https://files.example.com",
    value: draft.url ?? current?.url ?? "",
    read: (text) => ({ ...draft, url: current && text.trim() === "" ? "" : readShareUrl(text) }),
    preview: ({ url }) =>
      url ? t("Links: {0}", exampleLink(connection, url, bucket)) : t("The share address will be removed."),
  };
}

/** What the setting contains for the place, whether it is valid or not. */
async function entryOf(app: App, draft: Draft): Promise<{ name: string; url: string; mode: unknown } | undefined> {
  const { shareAddresses } = await connectionFor(app, draft);
  const entry = shareAddresses?.get(targetOf(draft).bucket);
  if (!entry) return undefined;
  const { url, mode } = isRecord(entry.value) ? entry.value : {};
  return { name: entry.name, url: typeof url === "string" ? url : "", mode };
}

async function modeQuestion(app: App, draft: Draft): Promise<ListQuestion<Draft>> {
  const current = draft.mode ?? (await entryOf(app, draft))?.mode;
  const choice = (mode: ShareAddress["mode"], label: string, description: string) => {
    return { label, description, picked: mode === current, value: { ...draft, mode } };
  };
  return {
    placeHolder: t("Choose how links are signed for this host"),
    choices: [
      choice("sign", signLabel(), t("The proxy keeps the Host header")),
      choice("replace", replaceLabel(), t("The proxy or CDN sends the endpoint's Host header")),
    ],
  };
}

const signLabel = () => t("Sign for this host");
const replaceLabel = () => t("Replace the host after signing");

/**
 * Sends one signed request through the address, to list the bucket or the buckets.
 * @returns why it failed; undefined if it succeeded, or if the address is removed
 */
async function failureOf(app: App, draft: Draft): Promise<S3Error | undefined> {
  const { url, mode } = draft;
  if (!url) return undefined;
  const { bucket } = targetOf(draft);
  const shareAddresses = new Map([[bucket, { name: "", value: { url, mode } }]]);
  const connection = { ...(await connectionFor(app, draft)), shareAddresses };
  const request = bucket
    ? { operation: "ListObjectsV2", params: { Bucket: bucket, MaxKeys: 1 } }
    : { operation: "ListBuckets", params: {} };
  const result = await withProgress(t("Testing the share address"), async ({ signal }) => {
    const signed = await app.s3().presign(connection, request, undefined, signal);
    return testLink(signed.url, { signal, endpoints: ownEndpoints(connection) });
  });
  app.log.info(`Set Share Address ${result.status ?? ""} ${result.outcome === "works" ? "works" : result.error.code}`);
  return result.outcome === "works" ? undefined : result.error;
}

/**
 * @returns false to change the address
 * @throws S3Error cancelled
 */
async function isSetAnyway({ url = "", mode }: Draft, failure: S3Error): Promise<boolean> {
  const [anyway, change] = [t("Set Anyway"), t("Change…")];
  const detail = failureText(url, mode, failure);
  const chosen = await showWarning(t("A test request to {0} failed.", url), { modal: true, detail }, change, anyway);
  if (chosen === undefined) throw cancellation();
  return chosen === anyway;
}

function failureText(url: string, mode: Draft["mode"], failure: S3Error): string {
  switch (failure.code) {
    case "linkChanged":
      return mode === "sign"
        ? t(
            "The server received a different host than the one in the signature. Make sure that the proxy keeps the Host header, or choose “{0}”.",
            replaceLabel(),
          )
        : t(
            "The server received a different host than that of the endpoint. If the proxy keeps the Host header, choose “{0}”.",
            signLabel(),
          );
    case "linkNoSuchBucket":
      return t(
        "The server interprets the host {0} as the name of a bucket. Add the host to the server's own domain names, for example with {1}.",
        new URL(url).hostname,
        "rgw dns name",
      );
    default:
      return errorMessage(failure);
  }
}

async function save(app: App, draft: Draft): Promise<void> {
  const { url, mode } = draft;
  const current = await entryOf(app, draft);
  const name = current?.name ?? (await newName(app, draft));
  await updateShareAddress(name, url && mode ? { url, mode } : undefined);
}

/** By name, unless a profile has the name of the saved connection. */
async function newName(app: App, draft: Draft): Promise<string> {
  const { bucket } = targetOf(draft);
  const { id, profile: name } = await connectionFor(app, draft);
  const { id: namedId } = await app.s3().connection(name);
  return [namedId === id ? name : id, ...(bucket ? [bucket] : [])].join("/");
}

function savedText({ profile }: Connection, draft: Draft, isTested: boolean): string {
  const { bucket } = targetOf(draft);
  const { url } = draft;
  if (!url) {
    return bucket
      ? t("Removed the share address of bucket {0}.", bucket)
      : t("Removed the share address of {0}.", profile);
  }
  const set = bucket
    ? t("Links and forms for bucket {0} now use {1}.", bucket, url)
    : t("Links and forms from {0} now use {1}.", profile, url);
  return isTested ? `${set} ${t("A test request to this address succeeded.")}` : set;
}
