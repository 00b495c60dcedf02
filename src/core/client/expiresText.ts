import type { S3Client } from "@aws-sdk/client-s3";

/**
 * The Expires header of an object, as parameter of a command. S3 stores any text, such as `0`, but the SDK accepts and
 * sends only a date.
 */
export class ExpiresText extends Date {
  readonly text: string;

  constructor(text: string) {
    super(0);
    this.text = text;
  }
}

/** Sends the text of an ExpiresText. */
export function sendExpiresText(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { Expires } = args.input as { Expires?: unknown };
      if (Expires instanceof ExpiresText)
        (args.request as { headers: Record<string, string> }).headers.expires = Expires.text;
      return next(args);
    },
    { name: "s3PresignExpiresText", step: "build" },
  );
}
