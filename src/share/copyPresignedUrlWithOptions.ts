import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type ObjectLocation } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { contentDisposition, type Disposition } from "../core/text/contentDisposition.ts";
import { warnOfArchivedLinks } from "../host/nodes/archived.ts";
import { expiryStep, type Signing } from "../host/nodes/expiryStep.ts";
import { givenNodes, OBJECT_KINDS } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, targetSteps, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { defaultExpiry } from "../host/settings.ts";
import { contentTypeQuestion } from "../host/ui/prompts.ts";
import type { Choice, ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";
import { copyLinks } from "./copyLinks.ts";
import { shareCopies } from "./shareCopies.ts";

const { t } = vscode.l10n;

interface Draft extends Signing {
  targets: ObjectLocation[];
  /** Default: the stored value. */
  disposition?: Disposition | undefined;
  /** Default: the object's own name. */
  fileName?: string;
  /** Default: the stored value. */
  contentType?: string | undefined;
  /** Whether the link leads to a copy, which can be withdrawn. */
  isCopy?: boolean;
}

export async function copyPresignedUrlWithOptions(app: App, args: unknown[]): Promise<void> {
  const nodes = givenNodes(app, args, OBJECT_KINDS);
  await warnOfArchivedLinks(app, nodes);
  const targets = nodes.length > 0 ? nodes.map(({ at }) => at) : [await unnamedTarget(app)];
  const steps: Step<Draft>[] = [
    ...targetSteps<Draft>(app),
    expiryStep(app),
    { ask: dispositionQuestion },
    { ask: (draft) => responseTypeQuestion(app, draft) },
  ];
  const start: Draft = { targets, expiresIn: defaultExpiry() };
  const draft = await askTargetSteps(app, t("Copy Link with Options"), steps, start);
  const { disposition, fileName, contentType, isCopy, expiresIn } = draft;
  const objects = isCopy ? await shareCopies(app, draft.targets, expiresIn) : draft.targets;
  await copyLinks(app, objects, {
    expiresIn,
    isListed: isCopy === true,
    command: commands.copyPresignedUrlWithOptions,
    ...(contentType && { params: { ResponseContentType: contentType } }),
    ...(disposition && { disposition: (key: string) => contentDisposition(disposition, fileName ?? baseName(key)) }),
  });
}

function dispositionQuestion(draft: Draft): ListQuestion<Draft> {
  const only = onlyTarget(draft);
  const choice = (label: string, description: string, disposition?: Disposition): Choice<Draft> => ({
    label,
    description,
    value: { ...draft, disposition },
    ...(disposition && only && { next: () => fileNameQuestion({ ...draft, disposition }, baseName(only.key)) }),
  });
  return {
    placeHolder: t("Choose how the browser handles the object"),
    choices: [
      choice(t("As stored"), t("Use the settings that are stored with the object")),
      choice(
        t("Download"),
        only ? t("Save it as a file with a name that you choose") : t("Save it as a file"),
        "attachment",
      ),
      choice(t("Show in the browser"), t("Open it if the browser supports the content type"), "inline"),
      ...(draft.isCopy ? [] : [copyChoice(draft)]),
    ],
  };
}

/** The same question follows, for the copy. */
function copyChoice(draft: Draft): Choice<Draft> {
  const value = { ...draft, isCopy: true };
  return {
    label: t("Share a copy"),
    description: t("The link stops working when you withdraw the copy"),
    value,
    next: () => dispositionQuestion(value),
  };
}

function fileNameQuestion(draft: Draft, value: string): TextQuestion<Draft> {
  const dot = value.lastIndexOf(".");
  return {
    prompt: t("Enter the name of the saved file"),
    value,
    valueSelection: [0, dot > 0 ? dot : value.length],
    read: (text) => ({ ...draft, fileName: readFileName(text) }),
  };
}

function responseTypeQuestion(app: App, draft: Draft): ListQuestion<Draft> {
  const only = onlyTarget(draft);
  const options = {
    placeHolder: t("Choose the content type of the response"),
    none: t("As stored"),
    suggestion: only && app.aws().contentTypeOf(only.key),
  };
  return contentTypeQuestion(options, (contentType) => ({ ...draft, contentType }));
}

const onlyTarget = ({ targets }: Draft): ObjectLocation | undefined => (targets.length === 1 ? targets[0] : undefined);

function readFileName(given: string): string {
  if (given.trim() === "" || /[\p{Cc}/\\]/u.test(given)) throw new S3Error("invalidFileName", { given });
  return given;
}
