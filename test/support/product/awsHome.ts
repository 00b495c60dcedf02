import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { scratchFolder } from "../run/scratchFolder.ts";
import type { S3User } from "../s3Server/sigV4.ts";

export interface AwsProfile {
  name: string;
  endpoint: string;
  keys: Pick<S3User, "accessKeyId" | "secretAccessKey">;
  region?: string;
}

/** A home folder with its own AWS files. */
export interface AwsHome {
  path: string;
  config: string;
  credentials: string;
  /** Merged into `process.env`: this home folder, and no AWS settings of the person running the tests. */
  env: Record<string, string | undefined>;
  /** Replaces both files. A file that has this content already is not written, since windows watch it. */
  write(profiles: AwsProfile[]): void;
  writeConfig(text: string): void;
  writeCredentials(text: string): void;
  /** Removes both files. */
  clear(): void;
}

/** @param path without it, a folder that is removed at the end of the run */
export function awsHome(path = scratchFolder("home").path): AwsHome {
  const [config, credentials] = [join(path, ".aws", "config"), join(path, ".aws", "credentials")];
  mkdirSync(dirname(config), { recursive: true });
  const aws = Object.keys(process.env).filter((name) => name.startsWith("AWS_"));
  return {
    path,
    config,
    credentials,
    env: { ...Object.fromEntries(aws.map((name) => [name, undefined])), HOME: path, USERPROFILE: path },
    write(profiles) {
      replace(config, profiles.map(configSection).join("\n"));
      replace(credentials, profiles.map(credentialsSection).join("\n"));
    },
    writeConfig: (text) => writeFileSync(config, text),
    writeCredentials: (text) => writeFileSync(credentials, text),
    clear() {
      for (const file of [config, credentials]) rmSync(file, { force: true });
    },
  };
}

function replace(file: string, text: string): void {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

/** The AWS files of one test, and the environment variables that point to them. A file without a text is missing. */
export function awsFiles(context: Pick<TestContext, "after">, config: string | undefined, credentials?: string) {
  const { path, remove } = scratchFolder("aws");
  context.after(remove);
  const home = awsHome(path);
  if (config !== undefined) home.writeConfig(config);
  if (credentials !== undefined) home.writeCredentials(credentials);
  return { AWS_CONFIG_FILE: home.config, AWS_SHARED_CREDENTIALS_FILE: home.credentials };
}

export function configSection({ name, endpoint, region = "us-east-1" }: AwsProfile): string {
  return `[profile ${name}]\nendpoint_url = ${endpoint}\nregion = ${region}\n`;
}

export function credentialsSection({ name, keys }: AwsProfile): string {
  return `[${name}]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`;
}
