/** Links that the documentation of Amazon S3 gives as examples. */

export const PUBLISHED_SIGNATURE = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

/** Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters", the worked example. */
export const PUBLISHED_V4 =
  "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
  "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z" +
  `&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=${PUBLISHED_SIGNATURE}`;

/** Amazon S3 User Guide, "Signing and authenticating REST requests", the query string alternative. */
export const PUBLISHED_V2 =
  "http://johnsmith.s3.amazonaws.com/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE" +
  "&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620";
