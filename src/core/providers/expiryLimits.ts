/**
 * Seconds. On AWS a presigned URL is valid for 7 days at most, and most other servers have the same limit: AWS,
 * "Authenticating Requests: Using Query Parameters".
 */
export const MAX_EXPIRY = 604_800;

/** Seconds in 100 years: the limit on servers without one, so that every expiry is a date that programs can read. */
export const NO_LIMIT = 3_153_600_000;
