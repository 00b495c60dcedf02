/**
 * Headers that AWS also accepts in the query, so that the recipient does not have to send them. In the query, AWS
 * silently ignores a tagging, copy-source or checksum (aws-sdk-js-v3#3496, aws-sdk-php#1275, aws-sdk-js-v3#4448), and
 * an encryption key would appear in every log.
 */
const HOISTED = /^x-amz-(meta-.+|storage-class|acl|request-payer|expected-bucket-owner)$/i;

/** The session of a directory bucket belongs in the query by design. */
const SESSION = /^x-amz-s3session-token$/i;

/** boto3 sends none with a link, and S3 treats the body of a link as unsigned anyway. */
const CONTENT_SHA256 = "x-amz-content-sha256";

/**
 * Decides where getSignedUrl puts each header. Returns new sets for each link because getSignedUrl writes into them.
 * @param isAws whether only AWS receives the request; Ceph 16 silently ignores an ACL in the query
 * @param inQuery see PresignRequest
 */
export function headerPlacement(isAws: boolean, inQuery: readonly string[] = []) {
  const unhoistableHeaders = new Set([CONTENT_SHA256]);
  return {
    sets: {
      hoistableHeaders: new Set(inQuery),
      unhoistableHeaders,
      unsignableHeaders: new Set([CONTENT_SHA256]),
      // By default, getSignedUrl signs neither, even where they are given.
      signableHeaders: new Set(["content-type", "cache-control"]),
    },
    /** Keeps as signed headers all headers of a request that would have no effect in the query. */
    keepInHeaders(names: string[]): void {
      const isHoisted = (name: string) =>
        SESSION.test(name) || (isAws && HOISTED.test(name)) || inQuery.includes(name.toLowerCase());
      for (const name of names) if (!isHoisted(name)) unhoistableHeaders.add(name.toLowerCase());
    },
  };
}
