import { type Expectation, S3Error } from "../core/errors/errors.ts";
import { isRecord } from "../core/text/isRecord.ts";

/** @throws S3Error missingParameter, invalidParameter */
export function requiredText(operation: string, given: unknown, parameter: string): string {
  const value = isRecord(given) ? given[parameter] : undefined;
  if (value === undefined) throw new S3Error("missingParameter", { operation, parameter });
  if (typeof value !== "string" || value.trim() === "") throw invalid(operation, parameter, "text");
  return value;
}

/** @throws S3Error invalidParameter */
export function optionalText(
  operation: string,
  given: Record<string, unknown>,
  parameter: string,
  isEmptyAllowed = false,
): string | undefined {
  const value = given[parameter];
  if (value === undefined || (isEmptyAllowed && typeof value === "string")) return value;
  return requiredText(operation, given, parameter);
}

export const invalid = (operation: string, parameter: string, expected: Expectation): S3Error =>
  new S3Error("invalidParameter", { operation, parameter, expected });
