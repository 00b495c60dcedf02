import type { SavedConnection } from "./connections.ts";
import { type CredentialHost, environmentKeys, staticKeys } from "./credentials.ts";
import type { SharedConfig } from "./profiles.ts";

/** Keys at hand, and whose they are. */
export interface KnownKeys {
  /** Of the profile or connection. */
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** The keys of profiles and connections that are available without a request, a program, or a question to the user. */
export async function knownKeys(
  { profiles }: SharedConfig,
  saved: SavedConnection[],
  host: CredentialHost,
): Promise<KnownKeys[]> {
  const inFiles = [...profiles].map(([name, settings]) => ({ name, ...staticKeys(settings) }));
  const entered = await Promise.all(
    saved.map(async ({ id, name, source }) => {
      if (source.kind === "environment") return { name, ...environmentKeys(host.env) };
      return { name, ...(source.kind === "keys" && (await host.keys?.(id))) };
    }),
  );
  return [...inFiles, ...entered].filter((keys): keys is KnownKeys => "secretAccessKey" in keys);
}
