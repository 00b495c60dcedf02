import { iamActionOf } from "./access.ts";
import type { Bucket } from "./bucketStore.ts";
import type { Exchange } from "./exchange.ts";
import { accessDenied } from "./failure.ts";
import { parseAmzDate } from "./sigV4.ts";

interface Statement {
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | number>>;
}

const CONDITIONS: Record<string, (age: number, now: number, bound: string | number) => boolean> = {
  "NumericGreaterThan s3:signatureAge": (age, _, bound) => age > Number(bound),
  "DateGreaterThan aws:CurrentTime": (_, now, bound) => now > Date.parse(String(bound)),
  "DateLessThan aws:CurrentTime": (_, now, bound) => now < Date.parse(String(bound)),
};

/**
 * Rejects a presigned request that a Deny statement for everyone matches. Evaluates only the age of the signature and
 * the time, each with one value; a statement with any other condition is ignored.
 */
export function checkPolicyDenials(operation: string, { configurations, name }: Bucket, exchange: Exchange): void {
  const { request, signer, now } = exchange;
  const policy = configurations.get("policy");
  if (!policy || !signer?.presigned) return;
  const age = now.getTime() - (parseAmzDate(request.query.get("X-Amz-Date") ?? "")?.getTime() ?? 0);
  const action = iamActionOf(operation);
  const arn = `arn:aws:s3:::${name}${request.key ? `/${request.key}` : ""}`;
  const statements: Statement[] = [JSON.parse(policy).Statement].flat();
  const isDenied = statements.some(({ Effect, Principal, Action = [], Resource = [], Condition = {} }) => {
    const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, bound]) => CONDITIONS[`${operator} ${key}`]?.(age, now.getTime(), bound)),
    );
    return (
      Effect === "Deny" &&
      ["*", '{"AWS":"*"}'].includes(typeof Principal === "string" ? Principal : JSON.stringify(Principal)) &&
      [Action].flat().some((pattern) => matches(pattern, action)) &&
      [Resource].flat().some((pattern) => matches(pattern, arn)) &&
      conditions.length > 0 &&
      conditions.every((met) => met === true)
    );
  });
  if (isDenied) throw accessDenied();
}

const CREATING = new Set(["PutObject", "PostObject", "CopyObject", "CreateMultipartUpload"]);

/**
 * Rejects the creation of an object without a header that a Deny statement for everyone requires by StringNotEquals. A
 * statement with any other condition is ignored.
 * @param headers of the request, or the fields of a form
 */
export function checkRequiredHeaders(
  operation: string,
  { configurations }: Bucket,
  headers: Record<string, string>,
): void {
  const policy = configurations.get("policy");
  if (!policy || !CREATING.has(operation)) return;
  const statements: Statement[] = [JSON.parse(policy).Statement].flat();
  for (const { Effect, Condition = {} } of statements) {
    const required = Object.entries(Condition.StringNotEquals ?? {});
    const isLacking = required.some(([key, value]) => headers[key.replace(/^s3:/, "")] !== value);
    if (Effect === "Deny" && isLacking) throw accessDenied();
  }
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
