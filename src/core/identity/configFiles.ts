import { homedir } from "node:os";
import { join } from "node:path";

export type Env = Record<string, string | undefined>;

/** Paths of the shared AWS files. */
export interface ConfigFiles {
  config: string;
  credentials: string;
}

/** Locates the shared files: AWS SDKs and Tools Reference Guide, "Finding and changing the location". */
export function configFiles(env: Env): ConfigFiles {
  const resolve = (path: string) => (path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);
  return {
    config: resolve(env.AWS_CONFIG_FILE || "~/.aws/config"),
    credentials: resolve(env.AWS_SHARED_CREDENTIALS_FILE || "~/.aws/credentials"),
  };
}
