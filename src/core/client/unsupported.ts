import { isS3Error } from "../errors/errors.ts";

/** Whether this is how a server responds to an operation that it does not have. */
export function isNotImplemented(error: unknown): boolean {
  const { status, serverCode } = responseOf(error);
  return status === 501 || status === 405 || serverCode === "NotImplemented";
}

/** Whether this may be how a server responds to an operation or a header that it does not know. */
export function isUnsupported(error: unknown): boolean {
  const { status, serverCode = "" } = responseOf(error);
  return isNotImplemented(error) || (status === 400 && /^(InvalidArgument|InvalidRequest)$/.test(serverCode));
}

function responseOf(error: unknown): { status?: number; serverCode?: string } {
  return isS3Error(error) ? (error.details as object) : {};
}
