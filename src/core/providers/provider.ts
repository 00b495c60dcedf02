import type { ProviderName } from "../address/s3Address.ts";

/** One thing that is known about a kind of server. */
export interface Fact<T> {
  value: T;
  /** The address of the page that says so, or `tested`: this project's tests show it. */
  source: string;
  /** ISO 8601: the date of the source, or when it was read. */
  date: string;
}

interface FactValues {
  /** Uploads by POST (multipart/form-data) with a signed policy. */
  postForms: boolean;
  versions: boolean;
  /** If-Match and If-None-Match of uploads. `partly`: not in every bucket. */
  conditionalWrites: boolean | "partly";
  deleteObjects: boolean;
  /** Tags of objects. */
  tagging: boolean;
  /** ACLs of objects. */
  acls: boolean;
  signatureV2: boolean;
  /** UploadPartCopy. */
  multipartCopy: boolean;
  /** Seconds that a link can be valid, or `none` if there is no limit. */
  maxExpiry: number | "none";
  /**
   * How a link can have a host of the user's own: signed for that host, or signed for the endpoint, with the host
   * replaced afterwards. `none`: not at all.
   */
  customHost: "sign" | "replace" | "none";
}

export type FactName = keyof FactValues;

/** A fact that is not known is absent. */
export type Facts = { [N in FactName]?: Fact<FactValues[N]> };

/**
 * What one kind of server can do. A record only prevents what cannot work. Everything else is learned from responses,
 * which may show more or less than the record says.
 */
export interface Provider extends Facts {
  name: ProviderName | "Ceph" | "Garage" | "SeaweedFS";
  /** Settings of a new connection. */
  preset: Preset;
}

export interface Preset {
  /** A part to fill in is in angle brackets. Absent for AWS, where the region determines the endpoint. */
  endpoint?: string;
  region: string;
  pathStyle?: boolean;
}
