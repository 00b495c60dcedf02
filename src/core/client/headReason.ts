import type { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandInput } from "@aws-sdk/client-s3";
import { type ErrorCode, isS3Error, S3Error } from "../errors/errors.ts";
import type { Send } from "./send.ts";

/** The parts of an SDK error that are read here. */
interface ResponseError {
  Code?: string;
  $metadata?: { httpStatusCode?: number };
}

/** Errors that every request of the same signer gets. */
const OF_SIGNER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "credentialsExpired",
  "keyIdRefused",
  "secretRefused",
  "clockSkew",
]);

/** Statuses that say enough without a body: the object is not there, or it is not in the required state. */
const CLEAR = [304, 404, 412];

/** Whether HEAD failed with nothing but a status: its response has no body. */
export function lacksReason(error: unknown): error is S3Error {
  if (!isS3Error(error) || (error.code !== "accessDenied" && error.code !== "refused")) return false;
  const { Code, $metadata } = (error.cause ?? {}) as ResponseError;
  const status = $metadata?.httpStatusCode ?? 0;
  return Code === undefined && status >= 300 && status < 500 && !CLEAR.includes(status);
}

/**
 * Finds out why HEAD failed by a GET of the first byte, whose response has a body. This also renews an expired session.
 * @returns if GET did not fail for the same reason, so that HEAD may succeed now
 * @throws S3Error the reason
 */
export async function askReason(
  send: Send,
  object: GetObjectCommandInput,
  failure: S3Error,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const { Body } = await send(new GetObjectCommand({ ...object, Range: "bytes=0-0" }), signal);
    (Body as Readable | undefined)?.destroy();
  } catch (error) {
    if (!isS3Error(error) || error.code === "cancelled" || OF_SIGNER.has(error.code)) throw error;
    const isSame = statusIn(error) === statusIn(failure) && error.code !== "archived";
    if (isSame) throw asOfHead(error);
  }
}

const statusIn = ({ cause }: S3Error) => ((cause ?? {}) as ResponseError).$metadata?.httpStatusCode;

function asOfHead({ code, details, cause }: S3Error): S3Error {
  const operation = "operation" in details && { operation: "HeadObject" };
  return new S3Error(code, { ...details, ...operation }, { cause });
}
