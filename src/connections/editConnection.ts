import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { SavedConnection } from "../core/identity/connections.ts";
import { passedNode } from "../host/nodes/givenNodes.ts";
import { showWarning } from "../host/ui/messages.ts";
import { pick } from "../host/ui/prompts.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";
import { connectionSteps, type Draft, draftOf, newDraft, presetQuestion } from "./connectionSteps.ts";

/** Nothing is saved before the last question is answered, so Escape leaves everything unchanged. */
export async function addConnection(app: App): Promise<void> {
  const steps = [{ ask: presetQuestion }, ...connectionSteps(app)];
  await save(app, await askSteps(titled(vscode.l10n.t("Add Connection")), steps, newDraft(app)));
}

export async function editConnection(app: App, args: unknown[]): Promise<void> {
  const saved = savedConnection(app, args);
  const which: Step<Draft> = {
    when: () => saved === undefined,
    ask: async () => ({
      placeHolder: vscode.l10n.t("Choose a connection"),
      choices: await Promise.all(
        savedChoices(app).map(async ({ value, ...choice }) => ({ ...choice, value: await draftOf(app, value) })),
      ),
    }),
  };
  const start = saved ? await draftOf(app, saved) : newDraft(app);
  const steps = [which, ...connectionSteps(app)];
  await save(app, await askSteps(titled(vscode.l10n.t("Edit Connection")), steps, start));
}

const titled =
  (title: string) =>
  ({ name }: Draft): string =>
    name ? `${title} · ${name}` : title;

async function save(app: App, draft: Draft): Promise<void> {
  const { id, name, source, region, endpoint, pathStyle, accessKeyId, secretAccessKey, sessionToken } = draft;
  const address = endpoint === undefined ? {} : { endpoint, ...(pathStyle !== undefined && { pathStyle }) };
  const keys = accessKeyId === "" ? undefined : { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  await app.connections.save({ id, name, source, region, ...address }, keys);
}

export async function removeConnection(app: App, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t("Remove Connection");
  const { id, name } =
    savedConnection(app, args) ?? (await pick(title, vscode.l10n.t("Choose a connection"), savedChoices(app)));
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

function savedConnection(app: App, args: unknown[]): SavedConnection | undefined {
  const { connection } = (passedNode(args) ?? {}) as { connection?: { id?: string } };
  return app.connections.list().find(({ id }) => id === connection?.id);
}

function savedChoices(app: App) {
  return app.connections.list().map((value) => ({ label: value.name, description: value.endpoint ?? "AWS", value }));
}
