import { S3Error } from "../errors/errors.ts";
import { balanced } from "../text/balanced.ts";
import { REDACTED } from "../text/redact.ts";
import { trimEnd } from "../text/trimEnd.ts";
import { AMPERSAND, MAX_LINK_LENGTH } from "./findLinks.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import { isComplete } from "./signatureReading.ts";

/** A link as it was pasted, without the text around it. */
export interface PastedLink {
  /** As sent over the network, or `s3://…`. */
  url: string;
  /** Present if a curl command or our own JSON names it. */
  method?: string;
  /** Headers given with the link; lowercase names. */
  headers: Record<string, string>;
  /** Fields of a POST form. */
  fields?: Record<string, string>;
  problems: LinkProblem[];
}

/**
 * Finds the link in a text: bare, in quotes, in <…>, in a curl command or in a sentence. Also reads the JSON of a
 * signed request or form, ours or boto3's.
 * @throws S3Error notS3Link
 */
export function readPasted(given: string): PastedLink {
  if (given.length > MAX_LINK_LENGTH) throw new S3Error("notS3Link", { reason: "tooLong" });
  const text = given.trim();
  if (text === "") throw new S3Error("notS3Link", { reason: "empty" });
  return fromJson(text) ?? fromText(text);
}

function fromJson(text: string): PastedLink | undefined {
  if (!text.startsWith("{")) return undefined;
  const { url, fields, method, headers } = parseRecord(text);
  if (typeof url !== "string") return undefined;
  if (fields !== undefined) return { url, headers: {}, fields: strings(fields), method: "POST", problems: [] };
  const sent = Object.entries(strings(headers)).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    ...fromText(url),
    ...(typeof method === "string" && { method }),
    headers: Object.fromEntries(sent),
  };
}

/** The JSON object in a text, or an empty one if there is none. The caller checks the properties. */
export function parseRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function strings(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === "object" && value !== null ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

const CLOSING: Record<string, string> = { '"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "<": ">" };

function fromText(text: string): PastedLink {
  const start = text.search(/(?:https?:(?:\\?\/){2}|s3:\/\/)/i);
  if (start < 0) throw new S3Error("notS3Link", { reason: "noLink" });
  const closing = CLOSING[text[start - 1] ?? ""];
  const rest = text.slice(start);
  const end = closing ? rest.indexOf(closing) : -1;
  const isCurl = /^curl\s/.test(text);
  // In quotes, a bracket belongs to the link.
  const bare = /[([{]/.test(text.slice(0, start)) ? balanced(rest) : rest;
  const { link, problems } = unwrap(end >= 0 ? rest.slice(0, end) : bare, isCurl);
  return { ...repair(link, problems), ...(isCurl ? curlOptions(text) : { headers: {} }) };
}

/**
 * A link ends at white space, unless only the text after that completes the signature. An S3 URI may contain spaces.
 */
function unwrap(text: string, isCurl: boolean): { link: string; problems: LinkProblem[] } {
  const [first = ""] = /^\S+/.exec(text) ?? [];
  if (first.length === text.length || isCurl) return { link: first, problems: [] };
  if (/^s3:/i.test(text)) return { link: text, problems: [] };
  const joined = text.replace(/\s+/g, "");
  const isWrapped = hasSignature(joined) && !hasSignature(first);
  return isWrapped
    ? { link: joined, problems: [problem("wrapped")] }
    : { link: first, problems: [problem("strayText")] };
}

function hasSignature(link: string): boolean {
  const [, signature = ""] = /[?&]X-Amz-Signature=([0-9a-f]+)(?=&|$)/i.exec(link) ?? [];
  const isEcdsa = /[?&]X-Amz-Algorithm=AWS4-ECDSA-/i.test(link);
  if (isEcdsa || signature) return isComplete(signature, isEcdsa ? "sigV4a" : "sigV4");
  return /[?&](?:X-(?:Goog|Oss)-Signature=[0-9a-f]{64,}|(?:Signature|sig)=[^&]{28,})(?=&|$)/i.test(link);
}

const AMPERSANDS = new RegExp(AMPERSAND, "gi");

/**
 * Repairs only what is unambiguous: in a query `&amp;` means `&`, and a backslash before one of these signs comes from
 * JSON, a shell, Markdown or LaTeX.
 */
function repair(link: string, problems: LinkProblem[]): Pick<PastedLink, "url" | "problems"> {
  const [, path = "", query = ""] = /^([^?]*)(.*)$/s.exec(link.replace(/\\([/?&=%_#])/g, "$1")) ?? [];
  const unescaped = query.replace(AMPERSANDS, "&");
  const isSigned = /[?&](?:X-(?:Amz|Goog|Oss)-\w|(?:Signature|sig|Key-Pair-Id)=)/i.test(unescaped);
  // Hexadecimal and Base64 end with none of these, but a sentence, a Markdown link or a quotation may.
  const url = path + (isSigned ? trimEnd(unescaped, ")]}>.,;:!'\"”’*") : unescaped);
  return { url, problems: unescaped === query ? problems : [...problems, problem("htmlEscaped")] };
}

function curlOptions(text: string): Pick<PastedLink, "method" | "headers"> {
  const method = /\s(?:-X|--request)[\s=]*["']?([A-Za-z]+)/.exec(text)?.[1]?.toUpperCase();
  const implied = [
    [/\s(?:-I|--head)\s/, "HEAD"],
    [/\s(?:-T|--upload-file)[\s=]/, "PUT"],
    [/\s(?:-d|--data\S*|-F|--form)[\s=]/, "POST"],
  ] as const;
  const pairs = [...text.matchAll(/\s(?:-H|--header)[\s=]*(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(
    ([, double, single, bare]) => /^([^:\s]+):\s*(.*)$/.exec(double ?? single ?? bare ?? ""),
  );
  const [, double, single, bare] =
    /\s(?:-b|--cookie[\s=])\s*(?:"([^"]*=[^"]*)"|'([^']*=[^']*)'|([^\s"']+=\S*))/.exec(text) ?? [];
  const cookie = double ?? single ?? bare;
  return {
    method: method ?? implied.find(([option]) => option.test(text))?.[1] ?? "GET",
    headers: {
      ...(cookie !== undefined && { cookie }),
      // curl makes this header itself.
      ...(/\s(?:-[fgijklLnNqRsSv#]*u|(?:--user|--oauth2-bearer)[\s=])/.test(text) && { authorization: REDACTED }),
      ...Object.fromEntries(
        pairs.filter((pair) => pair !== null).map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
      ),
    },
  };
}
