/** Why a link does not work or was not tested. The keys are stable and are part of the error codes. */
export interface LinkFaultDetails {
  // Nothing was sent.
  linkIsForm: Record<never, never>;
  linkIsUri: Record<never, never>;
  linkNotRead: { operation: string; method: string };
  linkForHead: { operation: string };
  linkForFolder: Record<never, never>;
  linkNeedsHeaders: { headers: string[] };
  // No response arrived.
  linkUnreachable: { host: string; reason: string };
  linkSilent: { host: string; seconds: number };
  linkTls: { host: string; reason: string };
  // A response arrived.
  linkNotS3: { host: string; status: number };
  linkRedirected: { host: string; status: number; to: string };
  linkExpired: Record<never, never>;
  linkNotYetValid: { seconds: number };
  linkWrongRegion: { region: string; actual?: string };
  linkChanged: { signedHeaders: string[] };
  linkHeaderNotSigned: { headers: string };
  linkMalformed: { serverMessage: string };
  linkKeyUnknown: { accessKeyId: string; host: string };
  linkTokenExpired: Record<never, never>;
  linkNotPublic: Record<never, never>;
  linkDenied: { serverMessage: string; permission: string };
  linkNoSuchKey: { bucket: string; key: string };
  linkNoSuchBucket: { bucket: string };
  linkArchived: { storageClass: string };
  linkThrottled: { host: string };
  linkServerFault: { host: string; status: number; serverCode: string };
  linkForwarded: { host: string; status: number; to: string };
  linkRejected: { host: string; status: number; reason: string };
  linkRefused: { status: number; serverCode: string; serverMessage: string };
}

export type LinkFaultCode = keyof LinkFaultDetails;
