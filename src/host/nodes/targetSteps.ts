import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { parseS3Uri, type S3Location } from "../../core/address/location.ts";
import { titleWithSigners } from "../text/signerName.ts";
import type { ListQuestion } from "../ui/question.ts";
import type { Step } from "../ui/steps.ts";

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

/** The title, followed by the profiles of the targets once they are known. */
export function targetTitle(app: App, title: string): (draft: Targeted) => Promise<string> {
  return ({ targets }) =>
    titleWithSigners(
      app,
      title,
      targets.map(({ connection }) => connection),
    );
}

/** The profiles that can sign. `value` is the connection ID. */
export async function connectionChoices(app: App): Promise<{ value: string; label: string; description: string }[]> {
  const { profiles } = await app.s3().profiles();
  return profiles
    .flatMap(({ connection }) => connection ?? [])
    .map(({ id, profile, endpoint, region }) => ({ value: id, label: profile, description: endpoint ?? region }));
}
