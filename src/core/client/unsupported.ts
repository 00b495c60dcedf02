import { isS3Error } from "../errors/errors.ts";

/** Whether this may be how a server responds to an operation or a header that it does not know. */
export function isUnsupported(error: unknown): boolean {
  const details: { status?: number; serverCode?: string } = isS3Error(error) ? error.details : {};
  const { status, serverCode = "" } = details;
  if (status === 501 || status === 405) return true;
  return status === 400 && /^(NotImplemented|InvalidArgument|InvalidRequest)$/.test(serverCode);
}
