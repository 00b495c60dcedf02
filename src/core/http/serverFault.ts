/** What an error response means, whatever was requested. */
export type ServerFault =
  | "accessDenied"
  | "requestExpired"
  | "clockSkew"
  | "keyIdUnknown"
  | "signatureMismatch"
  | "tokenExpired"
  | "authorizationMalformed"
  | "wrongRegion"
  | "noSuchBucket"
  | "noSuchKey"
  | "noSuchVersion"
  | "archived"
  | "bucketTaken"
  | "invalidBucket"
  | "keyTooLong"
  | "tooLarge"
  | "tooSmall"
  | "noAcls"
  | "throttled"
  /** Any other code. */
  | "other";

/** "Error responses", Amazon S3 API Reference. */
const FAULTS = new Map<string, ServerFault>([
  ["AccessDenied", "accessDenied"],
  ["RequestExpired", "requestExpired"],
  ["RequestTimeTooSkewed", "clockSkew"],
  ["InvalidAccessKeyId", "keyIdUnknown"],
  ["SignatureDoesNotMatch", "signatureMismatch"],
  ["ExpiredToken", "tokenExpired"],
  ["InvalidToken", "tokenExpired"],
  ["TokenRefreshRequired", "tokenExpired"],
  ["AuthorizationQueryParametersError", "authorizationMalformed"],
  ["AuthorizationHeaderMalformed", "wrongRegion"],
  ["IllegalLocationConstraintException", "wrongRegion"],
  ["PermanentRedirect", "wrongRegion"],
  ["NoSuchBucket", "noSuchBucket"],
  ["NoSuchKey", "noSuchKey"],
  ["NoSuchVersion", "noSuchVersion"],
  ["InvalidObjectState", "archived"],
  ["BucketAlreadyExists", "bucketTaken"],
  ["BucketAlreadyOwnedByYou", "bucketTaken"],
  ["InvalidBucketName", "invalidBucket"],
  ["KeyTooLongError", "keyTooLong"],
  ["EntityTooLarge", "tooLarge"],
  ["EntityTooSmall", "tooSmall"],
  ["AccessControlListNotSupported", "noAcls"],
  ["SlowDown", "throttled"],
  ["ThrottlingException", "throttled"],
  ["TooManyRequests", "throttled"],
  ["TooManyRequestsException", "throttled"],
]);

/** @param code from the error document; empty if there is none */
export const faultOf = (code: string): ServerFault => FAULTS.get(code) ?? "other";
