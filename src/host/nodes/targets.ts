import type { App } from "../../app.ts";
import type { S3Location } from "../../core/address/location.ts";
import { askSteps } from "../ui/steps.ts";
import { givenNodes } from "./givenNodes.ts";
import { targetSteps, targetTitle, unnamedTarget } from "./targetSteps.ts";

export type ObjectLocation = S3Location & { key: string };

/**
 * The objects that a command was given: the multi-selection of a context menu, the node of an inline button, or the
 * tree's selection for a keybinding. Empty from the palette if nothing is selected.
 */
export function givenObjects(app: App, args: unknown[]): ObjectLocation[] {
  return givenNodes(app, args)
    .map(objectLocation)
    .filter((location) => location !== undefined);
}

/**
 * Like givenObjects, but asks for an object if there is none.
 * @throws S3Error cancelled
 */
export async function objectTargets(app: App, args: unknown[], title: string): Promise<ObjectLocation[]> {
  const objects = givenObjects(app, args);
  return objects.length > 0 ? objects : [await askLocation(app, title)];
}

function objectLocation(node: unknown): ObjectLocation | undefined {
  const { kind, at } = node as { kind?: string; at?: S3Location };
  return (kind === "object" || kind === "version") && at?.key !== undefined ? { ...at, key: at.key } : undefined;
}

/** The bucket, folder or object that a command was given. Undefined if nothing is selected. */
export function givenPlace(app: App, [node]: unknown[]): S3Location | undefined {
  const { at } = (node ?? app.selection.items[0] ?? {}) as { at?: S3Location };
  return at;
}

/**
 * Like givenPlace, but asks for an object if there is none.
 * @throws S3Error cancelled
 */
export async function placeTarget(app: App, args: unknown[], title: string): Promise<S3Location> {
  return givenPlace(app, args) ?? askLocation(app, title);
}

/** A bucket, folder or object, with the metadata that the listing returned. */
export interface ChosenPlace extends S3Location {
  object?: { size?: number; modified?: Date };
}

/** All buckets, folders and objects that a command was given. Can be empty. */
export function givenPlaces(app: App, args: unknown[]): ChosenPlace[] {
  return givenNodes(app, args).flatMap((each): ChosenPlace[] => {
    const { at, object } = (each ?? {}) as { at?: S3Location; object?: ChosenPlace["object"] };
    return at ? [{ ...at, ...(object && { object }) }] : [];
  });
}

async function askLocation(app: App, title: string): Promise<ObjectLocation> {
  const start: { targets: ObjectLocation[] } = { targets: [await unnamedTarget(app)] };
  const { targets } = await askSteps(targetTitle(app, title), targetSteps(app), start);
  return targets[0] as ObjectLocation;
}
