import { xmlElement } from "../../src/core/text/responseXml.ts";
import { writeExactSize } from "../../src/core/text/size.ts";
import { language } from "../reader/language.ts";
import { say } from "./texts.ts";

/** Why S3 rejected a file, as a sentence for the uploader. */
export function refusal(status: number, responseText: string): string {
  const serverCode = xmlElement(responseText, "Code");
  const [proposed, most, least] = ["ProposedSize", "MaxSizeAllowed", "MinSizeAllowed"].map((name) =>
    Number(xmlElement(responseText, name)),
  ) as [number, number, number];
  const message = xmlElement(responseText, "Message") ?? "";
  if (serverCode === "EntityTooLarge" && most)
    return say("tooLarge", writeExactSize(proposed, language), writeExactSize(most, language));
  if (serverCode === "EntityTooSmall" && least)
    return say("tooSmall", writeExactSize(proposed, language), writeExactSize(least, language));
  if (/policy expired/i.test(message)) return say("policyExpired");
  return say("refused", serverCode ?? status, message);
}

/** The fields of a form and, last, its file. */
export function formBody(fields: Record<string, string>, file: File, fileName = file.name): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file, fileName);
  return body;
}

/**
 * A request with a file that was changed, moved or deleted since it was chosen fails as if there were no network.
 * @throws DOMException NotReadableError
 */
export async function checkReadable(bytes: Blob): Promise<void> {
  await bytes.slice(0, 1).arrayBuffer();
}
