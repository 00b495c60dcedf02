import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { SavedConnection } from "../core/identity/connections.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { passedNode } from "../host/nodes/givenNodes.ts";
import { listNames } from "../host/ui/confirm.ts";
import { showWarning } from "../host/ui/messages.ts";
import { pick } from "../host/ui/prompts.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";
import { changeSteps, newSteps, partSteps } from "./connectionSteps.ts";
import { connectionOf, type Draft, draftOf, keysOf, newDraft } from "./draft.ts";
import { renameShareAddresses } from "./shareSetting.ts";
import { failureOf } from "./testConnection.ts";

export async function addConnection(app: App): Promise<void> {
  await askAndSave(app, vscode.l10n.t("Add Connection"), newSteps(app), newDraft(app));
}

export async function editConnection(app: App, args: unknown[]): Promise<void> {
  await change(app, args, vscode.l10n.t("Edit Connection"), partSteps(app), {});
}

/** For keys that the server does not accept, or no longer. The connection then uses keys of its own. */
export async function changeKeys(app: App, args: unknown[]): Promise<void> {
  const keys = { chosen: "keys", source: { kind: "keys" } } as const;
  await change(app, args, vscode.l10n.t("Change Keys"), changeSteps(app), keys);
}

/** @param chosen the part of the connection to change, unless a step asks for it */
async function change(
  app: App,
  args: unknown[],
  title: string,
  steps: Step<Draft>[],
  chosen: Partial<Draft>,
): Promise<void> {
  const draftFor = async (saved: SavedConnection) => ({ ...(await draftOf(app, saved)), ...chosen });
  const saved = savedConnection(app, args);
  const which: Step<Draft> = {
    when: () => saved === undefined,
    ask: async () => ({
      placeHolder: vscode.l10n.t("Choose a connection"),
      choices: await Promise.all(
        savedChoices(app).map(async ({ value, ...choice }) => ({ ...choice, value: await draftFor(value) })),
      ),
    }),
  };
  await askAndSave(app, title, [which, ...steps], saved ? await draftFor(saved) : { ...newDraft(app), ...chosen });
}

/**
 * Saves the connection when it has been tested, and shows its buckets. As long as it does not work, the user can change
 * each part of it. Escape leaves everything unchanged.
 */
async function askAndSave(app: App, title: string, steps: Step<Draft>[], start: Draft): Promise<void> {
  const titleOf = ({ name }: Draft) => (name ? `${title} · ${name}` : title);
  let draft = await askSteps(titleOf, steps, start);
  for (let isFirst = true; draft.chosen !== "save"; isFirst = false) {
    // A new name alone needs no test, which could fail for another reason.
    const failure = isFirst && draft.chosen === "name" ? undefined : await failureOf(app, draft);
    if (!failure) break;
    if (failure.code !== "cancelled") app.log.error(failure);
    draft = await askSteps(titleOf, partSteps(app, failure), draft);
  }
  const before = app.connections.list().find(({ id }) => id === draft.id);
  await app.connections.save(connectionOf(draft), keysOf(draft));
  if (before && before.name !== draft.name) await renameShareAddresses(before.name, draft.name);
  await vscode.commands.executeCommand(commands.reveal, { connection: draft.id, bucket: "" });
}

export async function removeConnection(app: App, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t("Remove Connection");
  const { id, name } =
    savedConnection(app, args) ?? (await pick(title, vscode.l10n.t("Choose a connection"), savedChoices(app)));
  const remove = vscode.l10n.t("Remove");
  const shares = app.shares.list().filter(({ connection }) => connection === id);
  const names = listNames(shares.map((share) => visibleText(share.title)));
  const detail = [
    vscode.l10n.t("Its keys are deleted from this computer. Nothing in S3 changes, and shared links remain valid."),
    ...(shares.length > 0
      ? [vscode.l10n.t("Pages and file requests that you then need another profile to withdraw:"), names]
      : []),
  ].join("\n");
  const options = { modal: true, detail };
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
