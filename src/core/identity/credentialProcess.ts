import { spawn } from "node:child_process";
import { S3Error } from "../errors/errors.ts";

/** Milliseconds. A program that waits for terminal input would never finish. */
const LIMIT = 30_000;
/** Characters of output. Credentials are never this long. */
const MAX = 64 * 1024;

export interface ProcessCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
  accountId?: string;
}

/**
 * Runs a profile's `credential_process`: AWS SDKs and Tools Reference Guide, "Process credential provider". The SDK's
 * own implementation has no timeout and quotes the program's output in its errors.
 * @throws S3Error processFailed, which never contains the command or its output
 */
export async function runCredentialProcess(
  profile: string,
  command: string,
  limit = LIMIT,
): Promise<ProcessCredentials> {
  const output = await outputOf(profile, command, limit);
  const refuse = (reason: "notJson" | "version" | "incomplete" | "expired") =>
    new S3Error("processFailed", { profile, reason });
  const data = parse(output);
  if (!data) throw refuse("notJson");
  if (data.Version !== 1) throw refuse("version");
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = data;
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string") throw refuse("incomplete");
  const expiration = typeof Expiration === "string" ? new Date(Expiration) : undefined;
  if (expiration && !(expiration.getTime() > Date.now())) throw refuse("expired");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === "string" && { sessionToken: SessionToken }),
    ...(expiration && { expiration }),
    ...(typeof AccountId === "string" && { accountId: AccountId }),
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function outputOf(profile: string, command: string, limit: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // Use a separate process group, so that whatever the shell started is killed with it.
  const detached = process.platform !== "win32";
  const child = spawn(command, { shell: true, detached, windowsHide: true, stdio: ["ignore", "pipe", "ignore"] });
  const end = () => {
    if (!detached || !child.pid) return void child.kill();
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has already exited.
    }
  };
  const fail = (details: { reason: "tooSlow" | "exit"; value: number }) =>
    reject(new S3Error("processFailed", { profile, ...details }));
  const timer = setTimeout(() => {
    fail({ reason: "tooSlow", value: limit / 1000 });
    end();
  }, limit);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
    if (output.length > MAX) end();
  });
  child.on("error", () => fail({ reason: "exit", value: -1 }));
  child.on("close", (code) => {
    clearTimeout(timer);
    if (code === 0) resolve(output);
    else fail({ reason: "exit", value: code ?? -1 });
  });
  return promise;
}
