import * as vscode from "vscode";
import type { LinkFaultCode, LinkFaultDetails } from "../../core/errors/linkFaults.ts";
import type { ErrorText } from "./errorSentence.ts";
import { formatDuration } from "./format.ts";

const { t } = vscode.l10n;

const signAgain = () => t("Sign a new link.");

/** The sentences of a link that was tested. */
export const linkFaultTexts: { [C in LinkFaultCode]: (details: LinkFaultDetails[C]) => ErrorText } = {
  linkIsForm: () => ({
    cause: t("This is an upload form. Testing it would upload something."),
    next: t("Inspect it to see what it accepts."),
  }),
  linkIsUri: () => ({
    cause: t("An S3 URI names an object, but is no link that a browser could open."),
    next: t("Copy a presigned URL of the object, and test that."),
  }),
  linkNotRead: ({ operation, method }) => ({
    cause: t("This link is for {0} ({1}). Testing it would change something, so nothing was sent.", operation, method),
    next: t("Send the request yourself when you mean it, for example with curl."),
  }),
  linkForHead: ({ operation }) => ({
    cause: t(
      "This link is signed for HEAD ({0}). Whoever opens it sends GET, and S3 refuses that with 403.",
      operation,
    ),
    next: t("Sign GetObject for a link that can be opened, or use curl --head."),
  }),
  linkNeedsHeaders: ({ headers }) => ({
    cause: t("This link works only with these headers, and their values are not in it: {0}.", headers.join(", ")),
    next: t("Paste it together with its headers, as a curl command."),
  }),
  linkUnreachable: ({ host, reason }) => ({
    cause: t("{0} cannot be reached: {1}", host, reason),
    next: t("Check the network, a proxy or VPN, and the link's host name, then test again."),
  }),
  linkSilent: ({ host, seconds }) => ({
    cause: t("{0} did not answer within {1}.", host, formatDuration(seconds)),
    next: t("Check the network, a proxy or VPN, then test again."),
  }),
  linkTls: ({ host, reason }) => ({
    cause: t("No secure connection to {0}: {1}", host, reason),
    next: t("Check its certificate. For a bucket with dots in its name, sign the link in path style."),
  }),
  linkNotS3: ({ host, status }) => ({
    cause: t("{0} answered {1}, but not as an S3 server does.", host, status),
    next: t("A proxy or a sign-in page may have answered, or the link's host is wrong."),
  }),
  linkRedirected: ({ host, status, to }) => ({
    cause: to
      ? t("{0} sends it elsewhere, to {1} ({2}), where this signature does not hold.", host, to, status)
      : t("{0} sends it elsewhere ({1}), where this signature does not hold.", host, status),
    next:
      status === 307
        ? t(
            "A bucket made within the last hours does so outside its region. Sign the link for the bucket's regional host.",
          )
        : t("Sign the link for that host. If it is a sign-in page, sign in to the network first."),
  }),
  linkExpired: () => ({ cause: t("The link has expired."), next: signAgain() }),
  linkNotYetValid: ({ seconds }) => ({
    cause:
      seconds > 0
        ? t("The link is not valid yet: it was signed {0} ahead of the server's clock.", formatDuration(seconds))
        : t("The link is not valid yet, by the server's clock."),
    next: t("Set the clock of the computer that signs, then sign a new link."),
  }),
  linkWrongRegion: ({ region, actual }) => ({
    cause: actual
      ? t("The link is signed for region {0}, and the bucket is in {1}.", region, actual)
      : t("The bucket is not in region {0}, for which the link is signed.", region),
    next: t("Sign it again for the bucket's region."),
  }),
  linkChanged: ({ signedHeaders }) => ({
    cause: t("The signature does not fit the link."),
    next:
      signedHeaders.length > 0
        ? t(
            "It was changed on its way, a signed header ({0}) has another value, it is signed for another method than GET, or the signer's secret key is wrong.",
            signedHeaders.join(", "),
          )
        : t(
            "It was changed on its way, it is signed for another method than GET, or the signer's secret key is wrong. Copy it again from where it was made.",
          ),
  }),
  linkHeaderNotSigned: ({ headers }) => ({
    cause: headers
      ? t("The request had headers that are not signed: {0}.", headers)
      : t("The request had headers that are not signed."),
    next: t("Leave them out, or sign a link that has them. A proxy may have added them."),
  }),
  linkMalformed: ({ serverMessage }) => ({
    cause: t("S3 cannot read the link's parameters: {0}", serverMessage),
    next: t("Copy the whole link again, or sign a new one."),
  }),
  linkKeyUnknown: ({ accessKeyId, host }) => ({
    cause: t("{0} does not know the access key {1} that signed the link.", host, accessKeyId),
    next: t("It was deleted or deactivated, or it belongs to another server. Sign with a key that is in use."),
  }),
  linkTokenExpired: () => ({
    cause: t("The temporary credentials that signed the link have ended, or their token was changed."),
    next: t("Get new credentials, or use a profile with long-term keys, and sign a new link."),
  }),
  linkNotPublic: () => ({
    cause: t("Not everybody may read it, and this link carries no signature."),
    next: t("Copy a presigned URL instead."),
  }),
  linkDenied: ({ serverMessage, permission }) => ({
    cause: t("S3 denies access: {0}", serverMessage || "AccessDenied"),
    next: t(
      "The signer may lack the permission ({0}, or kms:Decrypt for an encrypted object). A bucket policy may limit the link's age (s3:signatureAge), network or VPC. The object may belong to another account, or may not exist: S3 says so only to a signer with s3:ListBucket.",
      permission,
    ),
  }),
  linkNoSuchKey: ({ bucket, key }) => ({
    cause: t("The link is valid, but {0} is not in bucket {1}.", key, bucket),
    next: t("It was deleted or renamed since, or the key has a typing error."),
  }),
  linkNoSuchBucket: ({ bucket }) => ({
    cause: t("Bucket {0} does not exist.", bucket),
    next: t("It was deleted since, or the link is for another server."),
  }),
  linkArchived: ({ storageClass }) => ({
    cause: storageClass
      ? t("The object is archived ({0}) and cannot be read at once.", storageClass)
      : t("The object is archived and cannot be read at once."),
    next: t("Restore it first. The link works as soon as that is done, if it has not expired by then."),
  }),
  linkThrottled: ({ host }) => ({
    cause: t("{0} asks to slow down.", host),
    next: t("Wait a little, then test again."),
  }),
  linkServerFault: ({ host, status, serverCode }) => ({
    cause: t("{0} failed ({1} {2}).", host, status, serverCode),
    next: t("Test again. If it lasts, the fault is the server's."),
  }),
  linkRefused: ({ status, serverCode, serverMessage }) => ({
    cause: t("S3 refused the link ({0} {1}): {2}", status, serverCode, serverMessage),
    next: t("Inspect the link to see what it asks for."),
  }),
};
