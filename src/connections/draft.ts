import type { App } from "../app.ts";
import type { SavedConnection } from "../core/identity/connections.ts";
import type { EnteredKeys } from "../core/identity/credentials.ts";

/** A setting that can be changed on its own. */
export type Part = "endpoint" | "keys" | "secret" | "token" | "source" | "region" | "style" | "name";

/** A connection that is still being entered. */
export interface Draft extends Pick<SavedConnection, "id" | "name" | "source"> {
  region: string;
  /** Absent for AWS. */
  endpoint?: string | undefined;
  pathStyle?: boolean | undefined;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Whether the stored keys have a session token, so that new ones need another. */
  hadToken: boolean;
  /** What was chosen last: a setting to change, or what to do with all of them. */
  chosen?: Part | "test" | "save";
}

export function newDraft(app: App): Draft {
  const keys = { accessKeyId: "", secretAccessKey: "", sessionToken: "", hadToken: false };
  return { id: app.connections.newId(), name: "", source: { kind: "keys" }, region: "us-east-1", ...keys };
}

export async function draftOf(app: App, saved: SavedConnection): Promise<Draft> {
  const { id, name, source, region = "us-east-1", endpoint, pathStyle } = saved;
  const { accessKeyId = "", secretAccessKey = "", sessionToken = "" } = (await app.connections.keys(id)) ?? {};
  const keys = { accessKeyId, secretAccessKey, sessionToken, hadToken: sessionToken !== "" };
  return { id, name, source, region, endpoint, pathStyle, ...keys };
}

export function connectionOf({ id, name, source, region, endpoint, pathStyle }: Draft) {
  const address = endpoint === undefined ? {} : { endpoint, ...(pathStyle !== undefined && { pathStyle }) };
  return { id, name, source, region, ...address };
}

/** Undefined unless the connection has keys of its own. */
export function keysOf({ source, accessKeyId, secretAccessKey, sessionToken }: Draft): EnteredKeys | undefined {
  if (source.kind !== "keys" || accessKeyId === "") return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
