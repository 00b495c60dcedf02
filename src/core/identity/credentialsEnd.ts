import type { Credentials } from "./credentials.ts";

/** When credentials expire: never, at a known time, or at an unknown time. */
export type CredentialsEnd = { kind: "lasting" } | { kind: "ends"; at: Date } | { kind: "unknown" };

export function credentialsEnd({ expiration, sessionToken }: Credentials): CredentialsEnd {
  if (expiration) return { kind: "ends", at: expiration };
  return { kind: sessionToken ? "unknown" : "lasting" };
}
