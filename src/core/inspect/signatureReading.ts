import { type LinkProblem, problem } from "./linkProblems.ts";

export type LinkKind = "sigV4" | "sigV2" | "post" | "unsigned";

/** Who signed a link. An access key ID is not secret, and it helps to find the profile. */
export interface LinkSigner {
  accessKeyId: string;
  /** Recognized by a session token, or by an access key ID that starts with ASIA. */
  temporary: boolean;
}

/** What a signature contains. */
export interface SignatureReading {
  kind: LinkKind;
  region?: string;
  signer?: LinkSigner;
  /** Lower case, without `host`. */
  signedHeaders: string[];
  issuedAt?: Date;
  expiresAt?: Date;
  problems: LinkProblem[];
}

export interface CredentialReading {
  accessKeyId?: string;
  region?: string;
  problems: LinkProblem[];
}

/** The services that a scope may name: S3 and related services with hosts of their own. */
const SERVICES = ["s3", "s3express", "s3-object-lambda", "s3-outposts"];

/** `key/yyyymmdd/region/s3/aws4_request`. An algorithm for several regions omits the region. */
export function readCredential(credential: string, amzDate: string, hasRegion = true): CredentialReading {
  const parts = credential.split("/");
  const [terminator, service = "", region = "", date = ""] = hasRegion
    ? parts.toReversed()
    : [parts.at(-1), parts.at(-2), "", parts.at(-3)];
  const accessKeyId = parts.slice(0, hasRegion ? -4 : -3).join("/");
  if (!accessKeyId || terminator !== "aws4_request" || !/^\d{8}$/.test(date) || (hasRegion && !region)) {
    return {
      ...(parts[0] && { accessKeyId: parts[0] }),
      problems: [
        /%2f/i.test(credential)
          ? problem("queryDoubleEncoded", "X-Amz-Credential")
          : problem("credentialMalformed", credential),
      ],
    };
  }
  const problems = [
    ...(SERVICES.includes(service) ? [] : [problem("scopeServiceNotS3", service)]),
    ...(amzDate && parseAmzDate(amzDate) && !amzDate.startsWith(date)
      ? [problem("scopeDateDiffers", amzDate.slice(0, 8), date)]
      : []),
  ];
  return { accessKeyId, ...(region && { region }), problems };
}

export function signerOf(accessKeyId: string | undefined, token: string | undefined): Pick<SignatureReading, "signer"> {
  if (!accessKeyId) return {};
  return { signer: { accessKeyId, temporary: token !== undefined || accessKeyId.startsWith("ASIA") } };
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

export function signatureProblem(signature: string | undefined): LinkProblem[] {
  if (!signature || /^[0-9a-f]{64}$/i.test(signature)) return [];
  return [problem("signatureMalformed", String(signature.length))];
}
