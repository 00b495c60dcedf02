import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { parseS3Uri, type S3Location } from "../../core/address/location.ts";
import { S3Error } from "../../core/errors/errors.ts";
import type { Connection } from "../../core/identity/connections.ts";
import { titleWithSigners } from "../text/signerName.ts";
import type { ListQuestion } from "../ui/question.ts";
import { askSteps, type Step } from "../ui/steps.ts";
import { lastConnection, rememberConnection } from "./lastConnection.ts";

/** Where in S3 a command works. If a connection or bucket is empty, the command still has to ask for it. */
export interface Targeted {
  targets: S3Location[];
}

/** The initial target if nothing is selected. If there is only one connection, it is used without asking. */
export async function unnamedTarget(app: App, given?: string): Promise<S3Location & { key: string }> {
  return { connection: given ?? (await onlyConnection(app)) ?? "", bucket: "", key: "" };
}

async function onlyConnection(app: App): Promise<string | undefined> {
  const choices = await connectionChoices(app);
  return choices.length < 2 ? (choices[0]?.value ?? (await app.s3().connection()).id) : undefined;
}

/**
 * For a form, in which another connection can be chosen: the connection that was used last, or else the default profile
 * or the first connection.
 */
export async function usualConnection(app: App): Promise<string> {
  const choices = await connectionChoices(app);
  const last = choices.find(({ picked }) => picked);
  if (last) return last.value;
  try {
    return (await app.s3().connection()).id;
  } catch (error) {
    if (!choices[0]) throw error;
    return choices[0].value;
  }
}

/**
 * Asks the steps of a command that works in S3, and remembers the profile that it uses.
 * @param titleOf the title, to which the profiles are added once they are known
 * @throws S3Error cancelled, …
 */
export async function askTargetSteps<D extends Targeted>(
  app: App,
  titleOf: string | ((draft: D) => string),
  steps: Step<D>[],
  start: D,
): Promise<D> {
  const title = (draft: D) => targetTitle(app, typeof titleOf === "string" ? titleOf : titleOf(draft), draft);
  const draft = await askSteps(title, steps, start);
  for (const { connection } of draft.targets) rememberConnection(app, connection);
  return draft;
}

/** Asks for the profile and for the URI of an object, unless they are known. */
export function targetSteps<D extends Targeted>(app: App): Step<D>[] {
  return [profileStep(app), uriStep()];
}

export function profileStep<D extends Targeted>(app: App): Step<D> {
  return {
    when: ({ targets }) => targets.some(({ connection }) => connection === ""),
    ask: (draft) => profileQuestion(app, draft),
  };
}

/** The chosen profile applies to all targets. */
export async function profileQuestion<D extends Targeted>(app: App, draft: D): Promise<ListQuestion<D>> {
  const choices = (await connectionChoices(app)).map(({ value: connection, ...choice }) => ({
    ...choice,
    value: { ...draft, targets: draft.targets.map((target) => ({ ...target, connection })) },
  }));
  return { placeHolder: vscode.l10n.t("Choose a profile"), choices };
}

function uriStep<D extends Targeted>(): Step<D> {
  return {
    when: ({ targets }) => targets.some(({ bucket }) => bucket === ""),
    ask: (draft) => ({
      prompt: vscode.l10n.t("Enter the S3 URI of the object: s3://bucket/key"),
      value: "s3://",
      valueSelection: [5, 5],
      read: (text) => ({ ...draft, targets: draft.targets.map((target) => ({ ...target, ...parseS3Uri(text) })) }),
    }),
  };
}

/** Asks for a bucket or folder, unless it is known. */
export function folderStep<D extends Targeted>(): Step<D> {
  return {
    when: ({ targets }) => targets.some(({ bucket }) => bucket === ""),
    ask: (draft) => ({
      prompt: vscode.l10n.t("Enter the S3 URI of a bucket or folder: s3://bucket/prefix"),
      value: "s3://",
      valueSelection: [5, 5],
      read: (text) => {
        const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(text) ?? [];
        if (!bucket) throw new S3Error("invalidLocation", { given: text });
        return { ...draft, targets: draft.targets.map(({ connection }) => ({ connection, bucket, prefix })) };
      },
    }),
  };
}

function targetTitle(app: App, title: string, { targets }: Targeted): Promise<string> {
  return titleWithSigners(
    app,
    title,
    targets.map(({ connection }) => connection),
  );
}

interface ConnectionChoice {
  /** Connection ID. */
  value: string;
  label: string;
  description: string;
  /** Whether it was used last. */
  picked: boolean;
}

/** The profiles that can sign. */
export async function connectionChoices(app: App): Promise<ConnectionChoice[]> {
  const { profiles } = await app.s3().profiles();
  return profiles.flatMap(({ connection }) => connection ?? []).map((connection) => connectionChoice(app, connection));
}

export function connectionChoice(app: App, { id, profile, endpoint, region }: Connection): ConnectionChoice {
  return { value: id, label: profile, description: endpoint ?? region, picked: id === lastConnection(app) };
}
