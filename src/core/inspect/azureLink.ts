import { decode, hostName, parameter, type QueryPair, type RawUrl } from "../address/rawUrl.ts";
import type { Operations } from "./linkOperation.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import { bareToken, missing, type TimeReading } from "./signatureReading.ts";

/** What a shared access signature of Azure Storage contains, and its place. */
export interface AzureReading extends TimeReading {
  kind: "azureSas";
  operations: Operations;
  account?: string;
  container?: string;
  key?: string;
  scope?: string;
  permissions: string[];
  storedPolicy?: string;
  delegated: boolean;
  ipRange?: string;
  problems: LinkProblem[];
}

/** Of service, account and user delegation signatures. */
export const AZURE_PARAMETERS = [
  ...["sv", "sr", "sp", "st", "se", "spr", "sip", "si", "sig", "ss", "srt", "sdd", "ses"],
  ...["skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid", "sduoid", "skdutid"],
];

/** Azure Storage REST API, "Create a service SAS": the letters of `sp`. */
const PERMISSIONS: Record<string, string> = {
  r: "read",
  a: "add",
  c: "create",
  w: "write",
  d: "delete",
  x: "delete version",
  y: "permanently delete",
  l: "list",
  t: "tags",
  f: "find by tag",
  m: "move",
  e: "execute",
  o: "ownership",
  p: "permissions",
  i: "immutability",
};
const SCOPES: Record<string, string> = {
  b: "blob",
  bv: "blob version",
  bs: "blob snapshot",
  c: "container",
  d: "directory",
  f: "file",
  s: "share",
};
const WIDE_SCOPES = ["account", "container", "directory", "share"];
const HOST = /^([a-z0-9-]+)\.(?:z\d+\.)?(blob|dfs|file|queue|table)\.(?:storage\.azure\.net|core\.[a-z.]+)$/;

/** @returns undefined if it is not signed for Azure Storage */
export function readAzure(url: RawUrl): AzureReading | undefined {
  const { query } = url;
  const has = (name: string) => parameter(query, name) !== undefined;
  if (!has("sig") || !["sv", "se", "si"].some(has)) return undefined;
  const value = (name: string) => parameter(query, name) || undefined;
  const place = placeIn(url, query);
  const [storedPolicy, ipRange] = [value("si"), value("sip")];
  const scope = has("ss") || has("srt") ? "account" : SCOPES[value("sr") ?? ""];
  const delegated = has("skoid");
  const permissions = [...new Set(value("sp") ?? "")];
  return {
    kind: "azureSas",
    operations: operationsOf(permissions, place.key !== undefined && scope !== "container", storedPolicy !== undefined),
    ...place,
    ...(scope && { scope }),
    permissions: permissions.map((letter) => PERMISSIONS[letter] ?? letter),
    ...(storedPolicy && { storedPolicy }),
    delegated,
    ...(ipRange && { ipRange }),
    ...times(value),
    problems: [
      ...missing(["sv", ...(storedPolicy ? [] : ["se"]), "sig"], value),
      ...timeProblems(value),
      ...(storedPolicy ? [problem("storedPolicy", storedPolicy)] : []),
      ...(scope && WIDE_SCOPES.includes(scope) ? [problem("wideScope", scope)] : []),
      ...bareToken(query),
    ],
  };
}

type Value = (name: string) => string | undefined;

/** A link that is signed with a delegation key expires with that key. */
function times(value: Value): TimeReading {
  const [startsAt, stated, keyEnd] = ["st", "se", "ske"].map((name) => parseTime(value(name)));
  const expiresAt = stated && keyEnd && keyEnd < stated ? keyEnd : stated;
  return { ...(startsAt && { startsAt }), ...(expiresAt && { expiresAt }) };
}

function timeProblems(value: Value): LinkProblem[] {
  const [stated, keyEnd] = ["se", "ske"].map((name) => parseTime(value(name)));
  const malformed = ["st", "se"].find((name) => value(name) !== undefined && !parseTime(value(name)));
  return [
    ...(malformed ? [problem("timeMalformed", value(malformed) as string)] : []),
    ...(stated && keyEnd && keyEnd < stated ? [problem("delegationEndsSooner")] : []),
  ];
}

/** `2026-11-24`, with a time of any precision and `Z` or an offset: "Format DateTime values" in the REST API. */
function parseTime(text = ""): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function placeIn(url: RawUrl, query: QueryPair[]): { account?: string; container?: string; key?: string } {
  const [, account] = HOST.exec(hostName(url)) ?? [];
  const path = url.path.slice(1);
  // An emulator has the account in the path.
  const isEmulator = !account && /^(?:\d+(?:\.\d+){3}|localhost|\[.*\])$/.test(hostName(url));
  const parts = path.split("/").map(decode);
  const named = isEmulator ? parts.shift() : account;
  const [container = "", ...rest] = parts;
  const key = rest.join("/");
  // The root container is not named.
  const isRoot = container !== "" && key === "" && /^b/.test(parameter(query, "sr") ?? "");
  return {
    ...(named && { account: named }),
    ...(isRoot ? { container: "$root", key: container } : { ...(container && { container }), ...(key && { key }) }),
  };
}

/** The operation for each method, as the Blob service names it. */
function operationsOf(letters: string[], isObject: boolean, hasPolicy: boolean): Operations {
  const may = (allowed: string) => hasPolicy || letters.some((letter) => allowed.includes(letter));
  const all: [string, string, string][] = isObject
    ? [
        ["GET", "Get Blob", "r"],
        ["PUT", "Put Blob", "wca"],
        ["HEAD", "Get Blob Properties", "r"],
        ["DELETE", "Delete Blob", "dx"],
      ]
    : [
        ["GET", "List Blobs", "lr"],
        ["PUT", "Put Blob", "wca"],
        ["DELETE", "Delete Blob", "dx"],
      ];
  const possible = all.filter(([, , allowed]) => may(allowed));
  // No letter is known.
  const [first] = all as [[string, string, string]];
  return Object.fromEntries((possible.length > 0 ? possible : [first]).map(([method, name]) => [method, name]));
}
