/**
 * What AWS obeys in the query too, so that the recipient need not send it. A tagging, copy-source or checksum there is
 * ignored without a word (aws-sdk-js-v3#3496, aws-sdk-php#1275, aws-sdk-js-v3#4448), and an encryption key would be
 * in every log.
 */
const HOISTED = /^x-amz-(meta-.+|storage-class|acl|request-payer|expected-bucket-owner)$/i;

/** The session of a directory bucket travels in the query by design. */
const SESSION = /^x-amz-s3session-token$/i;

/** boto3 sends none with a link, and S3 takes the body of one as unsigned anyway. */
const CONTENT_SHA256 = "x-amz-content-sha256";

/**
 * Where getSignedUrl shall put each header. New sets for each link, as it writes into them.
 * @param isAws whether nothing but AWS will answer: Ceph 16 ignores an ACL in the query without a word
 */
export function headerPlacement(isAws: boolean) {
  const unhoistableHeaders = new Set([CONTENT_SHA256]);
  return {
    sets: {
      unhoistableHeaders,
      unsignableHeaders: new Set([CONTENT_SHA256]),
      // On its own it signs neither, even where they are given.
      signableHeaders: new Set(["content-type", "cache-control"]),
    },
    /** Of a request's headers, sign as headers all that would not be obeyed in the query. */
    keepInHeaders(names: string[]): void {
      const isHoisted = (name: string) => SESSION.test(name) || (isAws && HOISTED.test(name));
      for (const name of names) if (!isHoisted(name)) unhoistableHeaders.add(name.toLowerCase());
    },
  };
}
