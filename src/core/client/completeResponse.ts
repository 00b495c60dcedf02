import type { S3Client } from "@aws-sdk/client-s3";
import { NormalizedSchema } from "@smithy/core/schema";
import { getSmithyContext } from "@smithy/core/transport";

/** Whatever stands before it finds bytes in an answer, and no stream. */
export const COMPLETE_RESPONSE = "s3PresignWholeAnswer";

/** Seen on Ceph 16, of an object that was uploaded in parts and with tags: it is Ceph's word when it comes again. */
const EMPTY_ON_CEPH = "GetObjectTaggingCommand";

/** The parts of an SDK's answer that we touch. */
interface Answer {
  statusCode: number;
  body?: unknown;
}

/**
 * Read each answer to its end before the SDK does, which would wait for ever for the rest of one that has fallen silent, and
 * takes one that ends too soon for a whole one or for a foreign one. Either is asked for once more, as after a connection
 * that broke off. What GetObject sends is its caller's to read.
 * @param silence milliseconds without a byte
 */
export function readCompleteResponses(client: S3Client, idleTimeout: number): void {
  client.middlewareStack.add(
    (next, context) => {
      let wasEmpty = false;
      return async (args) => {
        const result = await next(args);
        const response = result.response as Answer;
        if (context.commandName === "GetObjectCommand" && response.statusCode < 300) return result;
        const bytes = await readAll(response.body as AsyncIterable<Buffer> | undefined, idleTimeout);
        const { method } = args.request as { method: string };
        const mayBeEmpty =
          method === "HEAD" ||
          response.statusCode !== 200 ||
          !hasBody(context) ||
          (context.commandName === EMPTY_ON_CEPH && wasEmpty);
        wasEmpty = bytes.length === 0;
        if (wasEmpty ? !mayBeEmpty : isCutOff(bytes)) throw new InterruptedResponse();
        response.body = bytes;
        return result;
      };
    },
    { name: COMPLETE_RESPONSE, step: "deserialize", priority: "low" },
  );
}

/** Known to the SDK by its code as one of those that may not come again. */
class InterruptedResponse extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("The answer broke off");
  }
}

async function readAll(body: AsyncIterable<Buffer> | undefined, idleTimeout: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  if (!body) return Buffer.alloc(0);
  const stream = body as AsyncIterable<Buffer> & { destroy(error: Error): void };
  const timer = setTimeout(
    () => stream.destroy(Object.assign(new Error("The answer fell silent"), { name: "TimeoutError" })),
    idleTimeout,
  );
  try {
    for await (const chunk of stream) {
      timer.refresh();
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

/** Bytes. Of a long answer, its two ends tell. */
const LONG = 65_536;

/** XML without the end of its outermost element. A page of HTML need not have one. */
function isCutOff(bytes: Buffer): boolean {
  const ends = bytes.length > LONG ? [bytes.subarray(0, 1024), bytes.subarray(-1024)] : [bytes];
  const text = Buffer.concat(ends).toString("latin1").trim();
  const [, root] = /^(?:<\?[^>]*>\s*)?<(?!html\b)([\w:.-]+)/i.exec(text) ?? [];
  if (!root) return /^<\?xml[^>]*>?$/.test(text);
  const isEmpty = /^(?:<\?[^>]*>\s*)?<[^<>]*\/>$/.test(text);
  return !isEmpty && !text.endsWith(`</${root}>`);
}

/** Whether the operation answers in XML, by its schema. */
function hasBody(context: object): boolean {
  const { operationSchema } = getSmithyContext(context as Record<string, unknown>);
  const [, , , , , output] = operationSchema as [number, string, string, unknown, unknown, never];
  const members = [...NormalizedSchema.of(output).structIterator()].map(([, member]) => member.getMergedTraits());
  return members.some(({ httpHeader, httpPrefixHeaders }) => !httpHeader && !httpPrefixHeaders);
}
