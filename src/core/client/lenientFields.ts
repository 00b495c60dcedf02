import type { S3Client } from "@aws-sdk/client-s3";
import { COMPLETE_RESPONSE, receivedBody } from "./completeResponse.ts";

/** The parts of a response that the SDK reads. */
interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** Headers with a date that nothing depends on. Any other date that cannot be read remains an error. */
const OPTIONAL_DATE_HEADERS = ["last-modified", "x-amz-abort-date", "x-amz-restore-expiry-date"];
const DATE_HEADERS: [name: string, write: (date: Date) => string][] = [
  ...OPTIONAL_DATE_HEADERS.map((name): [string, (date: Date) => string] => [name, (date) => date.toUTCString()]),
  ["x-amz-object-lock-retain-until-date", (date) => date.toISOString()],
];

const DATE_ELEMENT =
  /<(LastModified|CreationDate|Initiated|RestoreExpiryDate|RetainUntilDate)(?:\/>|[^<>]*>([^<]*)<\/\1>)/g;

/** Elements of listings that are never used. The SDK rejects some forms of them. */
const UNUSED_ELEMENT = /<(Owner|Initiator|RestoreStatus|ChecksumAlgorithm|ChecksumType)>.{0,4096}?<\/\1>/gs;

/**
 * Lets the SDK read responses that it rejected because fields have another format than those of S3, such as an HTTP date
 * in a listing, or Wasabi's `x-amz-abort-date` in ISO 8601. Responses that the SDK can read are not touched.
 */
export function readOtherForms(client: S3Client): void {
  /** Adjusted responses, by the context of their request. */
  const adjusted = new WeakMap<object, object>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const response = (error as { $response?: SdkResponse }).$response;
        if (!response || !isUnreadable(error) || !adjust(response, receivedBody(context), context.commandName ?? "")) {
          throw error;
        }
        adjusted.set(context, { response });
        return next(args);
      }
    },
    { name: "s3PresignReadAgain", step: "deserialize", priority: "high" },
  );
  client.middlewareStack.addRelativeTo(asStrongEtag, {
    name: "s3PresignStrongEtag",
    relation: "before",
    toMiddleware: COMPLETE_RESPONSE,
  });
  const repeat =
    <Args, Result extends object>(next: (args: Args) => Promise<Result>, context: object) =>
    async (args: Args): Promise<Result> => {
      const known = adjusted.get(context) as Result | undefined;
      adjusted.delete(context);
      return known ?? next(args);
    };
  client.middlewareStack.addRelativeTo(repeat, {
    name: "s3PresignAdjusted",
    relation: "before",
    toMiddleware: COMPLETE_RESPONSE,
  });
}

/**
 * A proxy that can compress a response marks its ETag as weak. If-Match fails with a weak one (RFC 9110, section
 * 13.1.1), and no ETag of S3 is weak.
 */
function asStrongEtag<Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) {
  return async (args: Args) => {
    const result = await next(args);
    const { headers } = result.response as SdkResponse;
    if (headers.etag) headers.etag = headers.etag.replace(/^W\//, "");
    return result;
  };
}

/** Whether the response is well-formed, but has a field that the SDK cannot read. */
function isUnreadable(error: unknown): boolean {
  const { message, $response, $responseBodyText } = error as Error & {
    $response: SdkResponse;
    $responseBodyText?: string;
  };
  return $response.statusCode < 300 && $responseBodyText === undefined && message.includes("Deserialization error");
}

/** @returns whether anything was changed */
function adjust(response: SdkResponse, body: Buffer | undefined, commandName: string): boolean {
  const before = JSON.stringify(response.headers);
  for (const [name, write] of DATE_HEADERS) adjustHeader(response.headers, name, write);
  if (body) response.body = adjustBody(body, commandName.startsWith("List"));
  return (body && response.body !== body) || JSON.stringify(response.headers) !== before;
}

function adjustHeader(headers: Record<string, string>, name: string, write: (date: Date) => string): void {
  if (headers[name] === undefined) return;
  const date = readDate(headers[name]);
  if (date) headers[name] = write(date);
  else if (OPTIONAL_DATE_HEADERS.includes(name)) delete headers[name];
}

function adjustBody(body: Buffer, isListing: boolean): Buffer {
  // Bytes of UTF-8 pass through Latin-1 unchanged.
  const text = body.toString("latin1");
  const used = isListing ? text.replace(UNUSED_ELEMENT, "") : text;
  const adjusted = used.replace(DATE_ELEMENT, (given, name: string, content = "") => {
    const date = readDate(content);
    if (date) return `<${name}>${date.toISOString()}</${name}>`;
    return name === "RetainUntilDate" ? given : "";
  });
  return adjusted === text ? body : Buffer.from(adjusted, "latin1");
}

/** Whether a listing says that it has more pages, in a format that the SDK does not read. */
export const saysTruncated = (body: Buffer): boolean => /^(?:true|1)$/i.test(truncation(body));

/** Whether a listing says that it has no more pages. Some servers return a token nevertheless. */
export const saysComplete = (body: Buffer): boolean => truncation(body) !== "" && !saysTruncated(body);

function truncation(body: Buffer): string {
  const at = body.indexOf("<IsTruncated");
  const [, value = ""] = /^<IsTruncated>\s*(\w+)\s*</.exec(at < 0 ? "" : body.toString("latin1", at, at + 64)) ?? [];
  return value;
}

/** Reads ISO 8601, HTTP dates and their older formats, and seconds or milliseconds since 1970; in UTC by default. */
function readDate(text: string): Date | undefined {
  const given = text.trim();
  if (/^\d{10}(?:\.\d+)?$/.test(given)) return new Date(Number(given) * 1000);
  if (/^\d{13}$/.test(given)) return new Date(Number(given));
  if (!/\b\d{4}\b/.test(given)) return undefined;
  const hasZone = /(?:Z|[A-Z]{3}|[+-]\d\d:?\d\d)$/i.test(given) || /^\d{4}-\d\d-\d\d$/.test(given);
  const date = new Date(hasZone ? given : `${given}${/^\d{4}-\d\d-\d\dT/.test(given) ? "" : " "}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
