import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { NormalizedSchema } from "@smithy/core/schema";
import { getSmithyContext } from "@smithy/core/transport";
import { S3Error } from "../errors/errors.ts";
import { fromRoot, hasRootEnd } from "../text/responseXml.ts";

/** Middleware placed before this one receives the body of a response as bytes, not as a stream. */
export const COMPLETE_RESPONSE = "s3PresignCompleteResponse";

/**
 * Ceph 16 returns an empty body for an object uploaded in parts with tags. A second empty body is accepted as complete.
 */
const EMPTY_ON_CEPH = "GetObjectTaggingCommand";

/** Its body is a text of the user, not XML of S3. */
const PAYLOAD = "GetObjectAnnotationCommand";

/** Bytes. The longest response is a listing of 1,000 keys and their markers, of 1 KiB each, escaped twice. */
const MAX_RESPONSE = 32 * 1024 ** 2;

/** By the context of the request, and by the response. The SDK replaces the body with a stream, which it then consumes. */
const bodies = new WeakMap<object, Buffer>();

/**
 * The body of a response; undefined if there is none, or if it was left to the caller.
 * @param of the response, or the context of the request, which means its latest response
 */
export function receivedBody(of: object): Buffer | undefined {
  return bodies.get(of);
}

/** The parts of an SDK response that are used here. */
interface SdkResponse {
  statusCode: number;
  body?: unknown;
}

/**
 * Reads each response to its end before the SDK does. The SDK would wait forever for the rest of a stalled response,
 * and would mistake a truncated one for a complete or an unexpected one. Stalled and truncated responses are retried
 * like a broken connection. Longer ones than S3 sends are errors. The body of a GetObject response is left to the caller.
 * @param idleTimeout milliseconds without a byte
 */
export function readCompleteResponses(client: S3Client, idleTimeout: number): void {
  client.middlewareStack.add(
    (next, context) => {
      let wasEmpty = false;
      return async (args) => {
        bodies.delete(context);
        const result = await next(args);
        const response = result.response as SdkResponse;
        if (context.commandName === "GetObjectCommand" && response.statusCode < 300) return result;
        const operation = context.commandName?.replace(/Command$/, "") ?? "";
        const bytes = await readAll(response.body as AsyncIterable<Buffer> | undefined, operation, idleTimeout);
        if (context.commandName === PAYLOAD && response.statusCode < 300) {
          // The SDK expects a stream.
          response.body = Readable.from([bytes]);
          return result;
        }
        const { method } = args.request as { method: string };
        const mayBeEmpty =
          method === "HEAD" ||
          response.statusCode !== 200 ||
          !hasBody(context) ||
          (context.commandName === EMPTY_ON_CEPH && wasEmpty);
        wasEmpty = bytes.length === 0;
        if (wasEmpty ? !mayBeEmpty : isCutOff(bytes)) throw new InterruptedResponse();
        const body = readableXml(bytes);
        response.body = body;
        bodies.set(context, body);
        bodies.set(response, body);
        return result;
      };
    },
    { name: COMPLETE_RESPONSE, step: "deserialize", priority: "low" },
  );
}

/** The SDK retries errors with this code. */
class InterruptedResponse extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("The answer broke off");
  }
}

async function readAll(
  body: AsyncIterable<Buffer> | undefined,
  operation: string,
  idleTimeout: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  if (!body) return Buffer.alloc(0);
  const stream = body as AsyncIterable<Buffer> & { destroy(error: Error): void };
  const timer = setTimeout(
    () => stream.destroy(Object.assign(new Error("The answer fell silent"), { name: "TimeoutError" })),
    idleTimeout,
  );
  try {
    for await (const chunk of stream) {
      timer.refresh();
      bytes += chunk.length;
      if (bytes > MAX_RESPONSE) throw new S3Error("responseTooLarge", { operation, limit: MAX_RESPONSE });
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

const BOM = Buffer.from("\uFEFF");
const REFERENCE = /&#(?:x0*([1-9a-f][0-9a-f]{4,5})|0*([1-9]\d{4,6}));/gi;

/** The SDK cannot read XML that starts with a byte order mark, and truncates references to characters beyond U+FFFF. */
function readableXml(bytes: Buffer): Buffer {
  const xml = bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes;
  if (!xml.includes("&#")) return xml;
  const readable = xml.toString("latin1").replace(REFERENCE, (reference, hex, decimal) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    const isBeyond = code > 0xffff && code <= 0x10ffff;
    return isBeyond ? Buffer.from(String.fromCodePoint(code)).toString("latin1") : reference;
  });
  return Buffer.from(readable, "latin1");
}

/** Bytes. Only the two ends of a longer response are checked. */
const LONG = 65_536;
const END = 4096;

/** XML without the end tag of its root element. HTML is excluded because it may omit that tag. */
function isCutOff(bytes: Buffer): boolean {
  const ends = bytes.length > LONG ? [bytes.subarray(0, END), bytes.subarray(-END)] : [bytes];
  const text = Buffer.concat(ends).toString("latin1").trim();
  const rest = fromRoot(text);
  const [, root] = /^<(?!html\b)([\w:.-]+)/i.exec(rest) ?? [];
  if (!root) return text.startsWith("<?xml") && /^(?:<[^>]*)?$/.test(rest);
  return !/^<[^<>]*\/>/.test(rest) && !hasRootEnd(text, root);
}

/** Whether the operation's response has an XML body, according to its schema. */
function hasBody(context: object): boolean {
  const { operationSchema } = getSmithyContext(context as Record<string, unknown>);
  const [, , , , , output] = operationSchema as [number, string, string, unknown, unknown, never];
  const members = [...NormalizedSchema.of(output).structIterator()].map(([, member]) => member.getMergedTraits());
  return members.some(({ httpHeader, httpPrefixHeaders }) => !httpHeader && !httpPrefixHeaders);
}
