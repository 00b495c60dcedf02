import { randomUUID } from "node:crypto";
import type { S3Client, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-s3";
import type { HttpRequest } from "@smithy/core/protocols";
import { readPlainResponse } from "../client/plainResponse.ts";
import type { WatchRequest } from "../client/s3Client.ts";
import type { S3Command } from "../client/send.ts";
import type { Received } from "../http/requestHandler.ts";
import { type RequestTemplate, requestTemplate, TEMPLATE_MEMBERS, type TemplateInput } from "./requestTemplate.ts";

export interface SendSettings {
  abortSignal?: AbortSignal;
  /** Milliseconds. */
  requestTimeout?: number;
}

/** Bytes of the largest body. The SDK sends larger ones with `Expect: 100-continue`. */
const MAX_BODY = 1024 ** 2;
/** Templates of one client: of some buckets, shapes and sessions. */
const MAX_TEMPLATES = 64;

/**
 * Sends requests for objects with a fraction of the SDK's work: the SDK sends the first of each shape, which becomes the
 * template for the next ones. A response that is not what S3 usually sends, and each failure, is handed to the SDK as that
 * of its first attempt, so that it retries and reports as always.
 */
export class PreparedRequests {
  readonly #templates = new WeakMap<S3Client, Map<string, RequestTemplate | undefined>>();

  /** Same as `client.send`. */
  async send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    client: S3Client,
    command: S3Command<Input, Output>,
    settings: SendSettings,
    watch: WatchRequest,
  ): Promise<Output> {
    const input = command.input as unknown as TemplateInput;
    // A minified bundle has no class names.
    const schema = command.schema as unknown as { 2: string };
    const shape = isSuitable(input) && [schema[2], input.Bucket, ...Object.keys(input)].join(" ");
    if (!shape) return client.send(command, settings);
    const { accessKeyId, secretAccessKey, sessionToken = "" } = await client.config.credentials();
    const templates = this.#of(client);
    const key = `${shape} ${accessKeyId} ${sessionToken}`;
    if (!templates.has(key)) {
      takeSample(command, (request) => templates.set(key, requestTemplate(request, input, secretAccessKey)));
      return client.send(command, settings);
    }
    const template = templates.get(key);
    if (!template) return client.send(command, settings);
    const time = new Date(Date.now() + client.config.systemClockOffset);
    const request = template(input, { date: amzDate(time), id: randomUUID() });
    const report = watch(schema[2]);
    const received = await receive(client, request, settings);
    report("response" in received ? received.response : (received.error as Error));
    const output = "response" in received && readPlainResponse(schema, received.response);
    if (output) return output as unknown as Output;
    return client.send(command, { ...settings, received: [received] } as SendSettings);
  }

  #of(client: S3Client): Map<string, RequestTemplate | undefined> {
    const templates = this.#templates.get(client) ?? new Map<string, RequestTemplate | undefined>();
    this.#templates.set(client, templates);
    if (templates.size >= MAX_TEMPLATES) templates.clear();
    return templates;
  }
}

async function receive(client: S3Client, request: HttpRequest, settings: SendSettings): Promise<Received> {
  try {
    return await client.config.requestHandler.handle(request, settings);
  } catch (error) {
    return { error };
  }
}

/** Parameters that a template knows. Their order is that of the code that makes the command. */
function isSuitable({ Bucket, Key, Body, ...others }: TemplateInput): boolean {
  const isSmall = Body === undefined || (Body instanceof Uint8Array && Body.length <= MAX_BODY);
  const isPlain = ([name, value]: [string, unknown]) =>
    TEMPLATE_MEMBERS.has(name) && typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
  return isSmall && typeof Bucket === "string" && Boolean(Key) && Object.entries(others).every(isPlain);
}

/** @param take receives the signed request of the first attempt */
function takeSample<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: S3Command<Input, Output>,
  take: (request: HttpRequest) => void,
): void {
  let isFirst = true;
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as HttpRequest;
      if (isFirst) take({ ...request, headers: { ...request.headers } } as HttpRequest);
      isFirst = false;
      return next(args);
    },
    // The command is sent again after the credentials were renewed.
    { step: "deserialize", priority: "high", name: "s3PresignSample", override: true },
  );
}

/** `20261129T191029Z` */
const amzDate = (time: Date): string => time.toISOString().replace(/\.\d+|[-:]/g, "");
