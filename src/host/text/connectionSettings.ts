import * as vscode from "vscode";
import { commands } from "../../contributions.ts";
import type { OfSettings } from "../../core/errors/errors.ts";
import type { ErrorAction, ErrorText } from "./errorSentence.ts";

const { t } = vscode.l10n;

export const openConfig = (file?: string, line?: number): ErrorAction => ({
  title: t("Open AWS Config File"),
  command: commands.openConfigFile,
  arguments: [{ file, line }],
});
const openCredentials = (): ErrorAction => ({
  title: t("Open AWS Credentials File"),
  command: commands.openConfigFile,
  arguments: [{ kind: "credentials" }],
});
export const editConnection = (id: string): ErrorAction => ({
  title: t("Edit Connection…"),
  command: commands.editConnection,
  arguments: [{ connection: { id } }],
});
export const changeKeys = (id: string): ErrorAction => ({
  title: t("Change Keys…"),
  command: commands.changeKeys,
  arguments: [{ connection: { id } }],
});
/** Opens the place where settings such as the endpoint and the region can be changed. */
export const openSettings = ({ connectionId }: OfSettings): ErrorAction =>
  connectionId ? editConnection(connectionId) : openConfig();
const hasKeysInFiles = ({ connectionId, credentials }: OfSettings) => !connectionId || credentials === "profile";
export function openKeys(own: OfSettings): ErrorAction {
  if (hasKeysInFiles(own)) return openCredentials();
  const { connectionId, credentials } = own;
  return connectionId && credentials === "keys" ? changeKeys(connectionId) : openSettings(own);
}
export const endpointName = ({ connectionId }: OfSettings) =>
  connectionId ? t("the connection's endpoint") : "endpoint_url";

/** The name of the setting that holds one of the two keys, as the user knows it. */
export function keyName(key: "id" | "secret", own: OfSettings): string {
  const isId = key === "id";
  if (hasKeysInFiles(own)) return isId ? "aws_access_key_id" : "aws_secret_access_key";
  if (own.credentials === "environment") return isId ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
  return isId ? t("the connection's access key ID") : t("the connection's secret access key");
}

export function renewal(own: OfSettings): Pick<ErrorText, "next" | "action"> {
  if (hasKeysInFiles(own)) {
    return {
      next: t("Get new credentials for the profile and save them in the credentials file, then try again."),
      action: openCredentials(),
    };
  }
  return own.credentials === "environment"
    ? {
        next: t(
          "Get new credentials, set {0}, then start VS Code again from that environment.",
          "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
        ),
        action: openSettings(own),
      }
    : { next: t("Get new credentials, then change the keys of the connection."), action: openKeys(own) };
}
