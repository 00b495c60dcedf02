import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import type { Keys } from "../support/servers/s3Target.ts";
import type { Env } from "./programs.ts";

/** Other programs that people use, if they are installed. */
export interface Peers {
  /** A Python with boto3. */
  python?: string;
  aws?: string;
  rclone?: string;
  versions: Record<string, string>;
}

/**
 * A version manager puts scripts on the PATH that look up the real program; that time should not count for the peers.
 */
const WHERE = "import boto3, sys; print(sys.executable)";

export function findPeers(): Peers {
  const python = first(["python3", "/usr/bin/python3"].map((each) => output(each, ["-c", WHERE])));
  const awsOfPython = python && join(dirname(python), "aws");
  const aws = first([awsOfPython ?? "", "aws"].map((each) => output(each, ["--version"]) && each));
  const rclone = output("rclone", ["version"]) && "rclone";
  const versions = {
    ...(python && { boto3: output(python, ["-c", "import boto3; print(boto3.__version__)"]) ?? "" }),
    ...(aws && { aws: /aws-cli\/(\S+)/.exec(output(aws, ["--version"]) ?? "")?.[1] ?? "" }),
    ...(rclone && { rclone: /rclone v(\S+)/.exec(output(rclone, ["version"]) ?? "")?.[1] ?? "" }),
  };
  return { ...(python && { python }), ...(aws && { aws }), ...(rclone && { rclone }), versions };
}

const first = (found: (string | undefined)[]): string | undefined => found.find(Boolean);

/** What to install for missing peers; empty if none is missing. */
export function missingPeers({ python, aws, rclone }: Peers): string {
  const packages = [!python && "python3-boto3", !aws && "awscli", !rclone && "rclone"].filter(Boolean);
  return packages.length > 0 ? `Skipped because they are not installed: apt-get install ${packages.join(" ")}` : "";
}

/**
 * Equal conditions: the same endpoint, keys, region and path style, and checksums only where S3 requires them, as in
 * this extension. Newer releases of boto3 and the AWS CLI would otherwise add a checksum to each request.
 */
export function peerEnv(base: Env, { endpoint, keys, region }: { endpoint: string; keys: Keys; region: string }): Env {
  return {
    ...base,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
    AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
    RCLONE_CONFIG_S3_TYPE: "s3",
    RCLONE_CONFIG_S3_PROVIDER: "Other",
    RCLONE_CONFIG_S3_ENV_AUTH: "true",
    RCLONE_CONFIG_S3_ENDPOINT: endpoint,
    RCLONE_CONFIG_S3_REGION: region,
    RCLONE_CONFIG_S3_FORCE_PATH_STYLE: "true",
    // Its default is rejected by S3 for buckets created since April 2023, which have ACLs disabled.
    RCLONE_CONFIG_S3_ACL: "bucket-owner-full-control",
  };
}

function output(command: string, args: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
