import type { Connection } from "./connections.ts";
import type { SharedConfig } from "./profiles.ts";

/**
 * The kind of identity that a connection signs with, as far as its settings show. `session` means temporary credentials
 * of a user or of a program. The checks run in the order of credentialsOf.
 */
export type SignerKind = "keys" | "role" | "sso" | "session";

export function signerKind(config: SharedConfig, { source }: Pick<Connection, "source">): SignerKind {
  if (source.kind !== "profile") return "keys";
  const settings = config.profiles.get(source.profile) ?? {};
  if (settings.role_arn) return "role";
  if (settings.aws_access_key_id) return settings.aws_session_token ? "session" : "keys";
  if (settings.credential_process || settings.login_session) return "session";
  if (settings.sso_session || settings.sso_start_url) return "sso";
  return settings.credential_source && settings.credential_source !== "Environment" ? "role" : "keys";
}
