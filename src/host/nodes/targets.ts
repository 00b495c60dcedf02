import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { parseS3Uri, type S3Location } from "../../core/address/location.ts";
import { ask, pick } from "../ui/prompts.ts";
import { givenNodes } from "./givenNodes.ts";

export type ObjectLocation = S3Location & { key: string };

/**
 * The objects that a command is to work on: the multi-selection of a context menu, the node of an inline button,
 * the tree's selection for a keybinding, or, from the palette with nothing selected, the one that the user names.
 * @throws S3Error cancelled
 */
export async function objectTargets(app: App, args: unknown[], title: string): Promise<ObjectLocation[]> {
  const objects = givenNodes(app, args)
    .map(objectLocation)
    .filter((location) => location !== undefined);
  return objects.length > 0 ? objects : [await askLocation(app, title)];
}

function objectLocation(node: unknown): ObjectLocation | undefined {
  const { kind, at } = node as { kind?: string; at?: S3Location };
  return (kind === "object" || kind === "version") && at?.key !== undefined ? { ...at, key: at.key } : undefined;
}

/**
 * The one bucket, folder or object that a command is to work in.
 * @throws S3Error cancelled
 */
export async function placeTarget(app: App, [node]: unknown[], title: string): Promise<S3Location> {
  const { at } = (node ?? app.selection.items[0] ?? {}) as { at?: S3Location };
  return at ?? askLocation(app, title);
}

/** A bucket, a folder or an object, with what a listing told about it. */
export interface ChosenPlace extends S3Location {
  object?: { size?: number; modified?: Date };
}

/**
 * The buckets, folders and objects that a command is to work through, all that are selected.
 * @throws S3Error cancelled
 */
export async function placeTargets(app: App, args: unknown[], title: string): Promise<ChosenPlace[]> {
  const places = givenNodes(app, args).flatMap((each): ChosenPlace[] => {
    const { at, object } = (each ?? {}) as { at?: S3Location; object?: ChosenPlace["object"] };
    return at ? [{ ...at, ...(object && { object }) }] : [];
  });
  return places.length > 0 ? places : [await askLocation(app, title)];
}

async function askLocation(app: App, title: string): Promise<ObjectLocation> {
  const connection = await pickConnection(app, title);
  const prompt = vscode.l10n.t("Enter the S3 URI of the object: s3://bucket/key");
  return { connection, ...(await ask({ title, prompt, value: "s3://", valueSelection: [5, 5] }, parseS3Uri)) };
}

/** @returns the id of a connection; the only one is not asked for */
export async function pickConnection(
  app: App,
  title: string,
  question = vscode.l10n.t("Choose a profile"),
): Promise<string> {
  const choices = await connectionChoices(app);
  const only = choices.length < 2 ? (choices[0]?.value ?? (await app.s3().connection()).id) : undefined;
  return only ?? pick(title, question, choices);
}

/** The profiles that can sign; `value` is a connection's id. */
export async function connectionChoices(app: App): Promise<{ value: string; label: string; description: string }[]> {
  const { profiles } = await app.s3().profiles();
  return profiles
    .flatMap(({ connection }) => connection ?? [])
    .map(({ id, profile, endpoint, region }) => ({ value: id, label: profile, description: endpoint ?? region }));
}
