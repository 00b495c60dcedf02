import { S3Error } from "../errors/errors.ts";
import { trimEnd } from "../text/trimEnd.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";

/** A link as somebody hands it on, freed from what stood round it. */
export interface PastedLink {
  /** As it goes over the wire, or `s3://…`. */
  url: string;
  /** Where a curl command or our own JSON tells it. */
  method?: string;
  /** Headers that came with it; lower-case names. */
  headers: Record<string, string>;
  /** Of a POST form. */
  fields?: Record<string, string>;
  problems: LinkProblem[];
}

/** Characters. A link has at most a key of 3 KiB as escapes, a token of some KiB and a policy; what is longer is something else. */
const MAX_LENGTH = 100_000;

/**
 * Find the link in a text: bare, quoted, in <…>, in a curl command, in a sentence; or the JSON of a signed request
 * or form, ours or boto3's.
 * @throws S3Error notS3Link
 */
export function readPasted(given: string): PastedLink {
  if (given.length > MAX_LENGTH) throw new S3Error("notS3Link", { reason: "tooLong" });
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

/** A record even of what is none; its parts are for the caller to judge. */
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
  const start = text.search(/(?:https?|s3):\/\//i);
  if (start < 0) throw new S3Error("notS3Link", { reason: "noLink" });
  const closing = CLOSING[text[start - 1] ?? ""];
  const rest = text.slice(start);
  const end = closing ? rest.indexOf(closing) : -1;
  const [enclosed, isCurl] = [end >= 0, /^curl\s/.test(text)];
  const { link, problems } = unwrap(enclosed ? rest.slice(0, end) : rest, isCurl);
  return { ...repair(link, problems), ...(isCurl ? curlOptions(text) : { headers: {} }) };
}

/** White space ends a link, unless only what lies beyond it completes the signature. An S3 URI may hold spaces. */
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
  return /[?&](?:X-Amz-Signature=[0-9a-f]{64}|Signature=[^&]{28,})(?=&|$)/i.test(link);
}

/** Only what can be meant in no other way: in a query `&amp;` is `&`, before `?`, `&` and `=` a backslash is the shell's. */
function repair(link: string, problems: LinkProblem[]): Pick<PastedLink, "url" | "problems"> {
  const [, path = "", query = ""] = /^([^?]*)(.*)$/s.exec(link.replace(/\\([?&=])/g, "$1")) ?? [];
  const unescaped = query.replace(/&amp;|\\u0026/gi, "&");
  const isSigned = /[?&](?:X-Amz-\w|Signature=)/i.test(unescaped);
  // Neither hex nor base64 ends so; a sentence, a Markdown link or a quotation does.
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
  return {
    method: method ?? implied.find(([option]) => option.test(text))?.[1] ?? "GET",
    headers: Object.fromEntries(
      pairs.filter((pair) => pair !== null).map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
    ),
  };
}
