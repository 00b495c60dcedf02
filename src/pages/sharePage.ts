import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { type ErrorDetails, isS3Error, S3Error } from "../core/errors/errors.ts";
import type { SharedPage } from "../core/share/sharePage.ts";
import { warnOfArchivedLinks } from "../host/nodes/archived.ts";
import { expiryStep, type Signing } from "../host/nodes/expiryStep.ts";
import type { ChosenPlace } from "../host/nodes/exportPlan.ts";
import { givenNodes } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, folderStep, profileStep, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { defaultExpiry } from "../host/settings.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { showErrorMessage, showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import { shareHint } from "../host/ui/shareHint.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import { makePage, type PageSettings } from "./makePage.ts";
import { type PagePlan, planPage } from "./pagePlan.ts";
import { type Protected, passphraseStep, showPassphrase } from "./passphraseStep.ts";

const { t } = vscode.l10n;

interface Draft extends Signing, Protected {
  targets: ChosenPlace[];
  copies: boolean;
  title: string;
}

/** Copies one link by which anyone without credentials can download objects. */
export async function sharePage(app: App, args: unknown[]): Promise<void> {
  const nodes = givenNodes(app, args);
  await warnOfArchivedLinks(app, nodes);
  const given = nodes.map(({ at, object }): ChosenPlace => ({ ...at, ...(object && { object }) }));
  const start: Draft = {
    targets: given.length > 0 ? given : [await unnamedFolder(app)],
    expiresIn: defaultExpiry(),
    copies: false,
    title: "",
  };
  let plan: PagePlan | undefined;
  const steps = [
    profileStep<Draft>(app),
    folderStep<Draft>(),
    expiryStep<Draft>(app),
    { ask: copiesQuestion },
    passphraseStep<Draft>(app),
    {
      ask: async (draft: Draft) => {
        plan = await planned(app, draft);
        return titleQuestion(draft, plan.title);
      },
    },
  ];
  const draft = await askTargetSteps(app, t("Share as Web Page"), steps, start);
  plan ??= await planned(app, draft);
  try {
    const { title, expiresIn, copies, passphrase } = draft;
    const settings = { title, expiresIn, copies, ...(passphrase && { passphrase }) };
    const shared = await makePage(app, plan, settings, true);
    await vscode.env.clipboard.writeText(shared.url);
    void report(app, plan, shared, settings);
    if (passphrase) void showPassphrase(passphrase);
  } catch (error) {
    if (!isS3Error(error) || !canBeFile(error)) throw error;
    await offerFile(app, error, args);
  }
}

async function unnamedFolder(app: App): Promise<ChosenPlace> {
  const { connection, bucket } = await unnamedTarget(app);
  return { connection, bucket };
}

const planned = (app: App, { targets }: Draft): Promise<PagePlan> =>
  withProgress(t("Listing objects to share"), ({ signal }) => planPage(app, targets, signal));

function copiesQuestion(draft: Draft): ListQuestion<Draft> {
  return {
    placeHolder: t("Choose what the page links to"),
    choices: [
      {
        label: t("The original objects"),
        description: t("The links remain valid until they expire"),
        value: { ...draft, copies: false },
      },
      {
        label: t("Copies of the objects"),
        description: t("The links stop working when you withdraw the page. Storage charges apply."),
        value: { ...draft, copies: true },
      },
    ],
  };
}

function titleQuestion(draft: Draft, value: string): TextQuestion<Draft> {
  return {
    prompt: t("Enter a title for the page that recipients see"),
    value,
    read: (text) => {
      if (text.trim() === "") throw new S3Error("valueMissing", {});
      return { ...draft, title: text.trim() };
    },
  };
}

async function report(
  app: App,
  { bucket, objects }: PagePlan,
  shared: SharedPage,
  { copies, passphrase }: PageSettings,
): Promise<void> {
  const { connection, name } = bucket;
  const hint = shareHint(app, [{ connection, bucket: name }]);
  const message = [
    t("Copied the link to a page with {0}.", objectCount(objects.length)),
    passphrase === undefined
      ? t("Anyone with the link can open the page and download from it.")
      : t("Anyone with the link and the passphrase can open the page and download from it."),
    ...(copies ? [t("To make the links stop working earlier, withdraw the page in Shared Links.")] : []),
    endSentence(shared, await signerName(app, connection)),
    ...warningTexts(shared),
    ...hint.sentences,
  ].join(" ");
  const open = t("Open Page");
  const show = shared.warnings.length === 0 ? showInformation : showWarning;
  const chosen = await show(message, open, ...hint.buttons);
  if (chosen === open) await vscode.env.openExternal(vscode.Uri.parse(shared.url, true));
  else await hint.run(chosen);
}

/** Whether only the page can't be stored or shown, so that a file with the same links is a way out. */
function canBeFile({ code, details }: S3Error): boolean {
  if (code === "accessDenied") return (details as ErrorDetails["accessDenied"]).operation === "PutObject";
  return code === "pageNotInline" || code === "publicBucket";
}

/** Offers to export the links as a file, which works wherever it is opened. */
async function offerFile(app: App, error: S3Error, args: unknown[]): Promise<void> {
  app.log.error(error);
  const choice = t("Export Presigned URLs…");
  if ((await showErrorMessage(errorMessage(error), choice)) === choice)
    await vscode.commands.executeCommand(commands.copyFolderLinks, ...args);
}
