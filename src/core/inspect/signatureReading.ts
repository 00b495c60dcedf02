import type { QueryPair } from "../address/rawUrl.ts";
import type { Provider } from "../providers/provider.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";

/** How a link to a bucket or an object is signed. */
export type StoreKind =
  | ("sigV4" | "sigV4a" | "sigV2" | "post" | "unsigned")
  /** Of Google Cloud Storage. */
  | ("googleV4" | "googleV2")
  /** Of Alibaba Cloud Object Storage Service. */
  | ("ossV4" | "ossV1");

/** Who signed a link. An access key ID is not secret, and it helps to find the profile. */
export interface LinkSigner {
  /** For Google, it may be the email address of a service account. */
  accessKeyId: string;
  /** Recognized by a session token, or by an access key ID that starts with ASIA. */
  temporary: boolean;
}

/** What a signature contains. */
export interface SignatureReading {
  kind: StoreKind;
  region?: string;
  signer?: LinkSigner;
  /** Lower case, without `host`. */
  signedHeaders: string[];
  issuedAt?: Date;
  expiresAt?: Date;
  problems: LinkProblem[];
}

/** The rows of a link's times that its signature contains. */
export type TimeReading = Pick<SignatureReading, "issuedAt" | "expiresAt"> & { startsAt?: Date };

export interface CredentialReading {
  accessKeyId?: string;
  region?: string;
  problems: LinkProblem[];
}

/** The last two parts of a credential. */
export interface CredentialForm {
  services: string[];
  terminator: string;
}

/** S3 and related services with hosts of their own. */
const AWS: CredentialForm = {
  services: ["s3", "s3express", "s3-object-lambda", "s3-outposts"],
  terminator: "aws4_request",
};

/** `key/yyyymmdd/region/s3/aws4_request`. An algorithm for several regions omits the region. Nothing if it is missing. */
export function readCredential(
  credential: string | undefined,
  amzDate: string,
  hasRegion = true,
  form: CredentialForm = AWS,
): CredentialReading {
  if (!credential) return { problems: [] };
  const { services } = form;
  const parts = credential.split("/");
  const [terminator, service = "", region = "", date = ""] = hasRegion
    ? parts.toReversed()
    : [parts.at(-1), parts.at(-2), "", parts.at(-3)];
  const accessKeyId = parts.slice(0, hasRegion ? -4 : -3).join("/");
  if (!accessKeyId || terminator !== form.terminator || !/^\d{8}$/.test(date) || (hasRegion && !region)) {
    return {
      ...(parts[0] && { accessKeyId: parts[0] }),
      problems: [
        /%2f/i.test(credential)
          ? problem("queryDoubleEncoded", "X-Amz-Credential")
          : problem(
              "credentialMalformed",
              credential,
              `key/date/${hasRegion ? "region/" : ""}${services[0]}/${form.terminator}`,
            ),
      ],
    };
  }
  const problems = [
    ...(services.includes(service) ? [] : [problem("scopeServiceNotS3", service, services[0] as string)]),
    ...(amzDate && parseAmzDate(amzDate) && !amzDate.startsWith(date)
      ? [problem("scopeDateDiffers", amzDate.slice(0, 8), date)]
      : []),
  ];
  return { accessKeyId, ...(region && { region }), problems };
}

/** @param prefix of the access key IDs of temporary credentials */
export function signerOf(
  accessKeyId: string | undefined,
  token: string | undefined,
  prefix = "ASIA",
): Pick<SignatureReading, "signer"> {
  if (!accessKeyId) return {};
  return { signer: { accessKeyId, temporary: token !== undefined || accessKeyId.startsWith(prefix) } };
}

/** `20261124T093000Z`; undefined for any other format, and for a date that does not exist. */
export function parseAmzDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1);
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const date = new Date(iso);
  return !Number.isNaN(date.getTime()) && date.toISOString() === iso ? date : undefined;
}

/** @returns undefined if the date is out of range */
export function later(date: Date, seconds: number): Date | undefined {
  const end = new Date(date.getTime() + seconds * 1000);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

export function missing(names: string[], read: (name: string) => string | undefined): LinkProblem[] {
  const absent = names.filter((name) => !read(name));
  return absent.length > 0 ? [problem("missingParameters", absent.join(", "))] : [];
}

export function signatureProblem(signature: string | undefined, kind: StoreKind = "sigV4"): LinkProblem[] {
  if (!signature || isComplete(signature, kind)) return [];
  const code = kind === "sigV4a" ? "ecdsaSignatureMalformed" : "signatureMalformed";
  return [problem(code, String(signature.length))];
}

/** Whether no part of a signature of version 4 was cut off. */
export function isComplete(signature: string, kind: StoreKind): boolean {
  return kind === "sigV4a" ? isEcdsaSignature(signature) : /^[0-9a-f]{64}$/i.test(signature);
}

/** The DER form of two integers, in hexadecimal: RFC 3279 section 2.2.3. */
function isEcdsaSignature(text: string): boolean {
  const bytes = Buffer.from(text, "hex");
  const second = 4 + (bytes[3] ?? 0);
  return (
    bytes.length * 2 === text.length &&
    bytes[0] === 0x30 &&
    bytes[1] === bytes.length - 2 &&
    bytes[2] === 2 &&
    bytes[second] === 2 &&
    bytes[second + 1] === bytes.length - second - 2
  );
}

/** Seconds since 1970. */
export function parseEpoch(text: string): Date | undefined {
  return /^\d+$/.test(text) ? later(new Date(0), Number(text)) : undefined;
}

/**
 * The end of a signature whose `Expires` is in seconds since 1970.
 * @param names of the parameters that it needs
 */
export function readEnd(
  names: string[],
  value: (name: string) => string | undefined,
): Pick<SignatureReading, "expiresAt" | "problems"> {
  const expires = value("Expires") ?? "";
  const expiresAt = parseEpoch(expires);
  return {
    ...(expiresAt && { expiresAt }),
    problems: [...missing(names, value), ...(expires && !expiresAt ? [problem("expiryMalformed", expires)] : [])],
  };
}

/** Date and lifetime of a signature of version 4, of AWS or another provider. */
export function readLifetime(
  date: string,
  expires: string,
  maximum: number,
): Pick<SignatureReading, "issuedAt" | "expiresAt" | "problems"> {
  const [issuedAt, seconds] = [parseAmzDate(date), /^\d+$/.test(expires) ? Number(expires) : undefined];
  const expiresAt = issuedAt && seconds !== undefined ? later(issuedAt, seconds) : undefined;
  return {
    ...(issuedAt && { issuedAt }),
    ...(expiresAt && { expiresAt }),
    problems: [
      ...(date && !issuedAt ? [problem("dateMalformed", date)] : []),
      ...(expires && seconds === undefined ? [problem("expiryMalformed", expires)] : []),
      ...(seconds && seconds > maximum
        ? [problem("expiryTooLong", expires, String(maximum), String(maximum / 86_400))]
        : []),
    ],
  };
}

/** Base64 contains plus signs. An unescaped plus sign arrives as a space. */
export function bareToken(query: QueryPair[]): LinkProblem[] {
  const bare = query.find(({ name, rawValue }) => /token$|^(?:signature|sig)$/i.test(name) && rawValue.includes("+"));
  return bare ? [problem("plusInQuery", bare.name)] : [];
}

/** Names of the headers that a signature covers, without `host`. */
export function signedNames(list: string | undefined): string[] {
  const names = (list ?? "").toLowerCase().split(";");
  return names.filter((name) => name !== "" && name !== "host");
}

/** Whether a server accepts Signature Version 2. AWS does in its older regions. */
export function versionProblem(provider: Provider | undefined): LinkProblem[] {
  const { value } = provider?.signatureV2 ?? {};
  if (value === false) return [problem("signatureVersion2Rejected", provider?.name ?? "")];
  return value ? [] : [problem("signatureVersion2")];
}
