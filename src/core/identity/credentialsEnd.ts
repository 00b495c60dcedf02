import type { Credentials } from "./credentials.ts";

/** Until when credentials work: for good, until a known time, or until a time that nobody tells. */
export type CredentialsEnd = { kind: "lasting" } | { kind: "ends"; at: Date } | { kind: "unknown" };

export function credentialsEnd({ expiration, sessionToken }: Credentials): CredentialsEnd {
  if (expiration) return { kind: "ends", at: expiration };
  return { kind: sessionToken ? "unknown" : "lasting" };
}
