import type { App } from "../../app.ts";
import type { ObjectLocation, S3Location } from "../../core/address/location.ts";
import { firstNode, type GivenObject, givenNodes, isNonEmpty, locationOf, OBJECT_KINDS } from "./givenNodes.ts";
import { askTargetSteps, targetSteps, unnamedTarget } from "./targetSteps.ts";

/**
 * The objects and versions that a command was given. Asks for an object if there is none.
 * @throws S3Error cancelled, listRefreshed
 */
export async function objectTargets(
  app: App,
  args: unknown[],
  title: string,
): Promise<[GivenObject, ...GivenObject[]]> {
  const objects = givenNodes(app, args, OBJECT_KINDS);
  return isNonEmpty(objects) ? objects : [{ kind: "object", at: await askLocation(app, title) }];
}

/**
 * The bucket, folder or object that a command was given. Asks for an object if there is none.
 * @throws S3Error cancelled, listRefreshed
 */
export async function placeTarget(app: App, args: unknown[], title: string): Promise<S3Location> {
  return locationOf(firstNode(app, args)) ?? askLocation(app, title);
}

async function askLocation(app: App, title: string): Promise<ObjectLocation> {
  const start: { targets: ObjectLocation[] } = { targets: [await unnamedTarget(app)] };
  const { targets } = await askTargetSteps(app, title, targetSteps(app), start);
  return targets[0] as ObjectLocation;
}
