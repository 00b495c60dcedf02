import * as vscode from "vscode";
import type { LinkFaultCode, LinkFaultDetails } from "../../core/errors/linkFaults.ts";
import type { ErrorText } from "./errorSentence.ts";
import { formatDuration } from "./format.ts";

const { t } = vscode.l10n;

const signAgain = () => t("Sign a new link.");

/** Messages for a link that failed its test. */
export const linkFaultTexts: { [C in LinkFaultCode]: (details: LinkFaultDetails[C]) => ErrorText } = {
  linkIsForm: () => ({
    cause: t("This is an upload form. Testing it would upload a file."),
    next: t("Inspect it to see what it accepts."),
  }),
  linkIsUri: () => ({
    cause: t("An S3 URI identifies an object, but a browser can't open it."),
    next: t("Copy a presigned URL of the object, then test that."),
  }),
  linkNotRead: ({ operation, method }) => ({
    cause: t("This link is for {0} ({1}). Testing it would change data, so no request was sent.", operation, method),
    next: t("To run the operation, send the request yourself, for example with curl."),
  }),
  linkForHead: ({ operation }) => ({
    cause: t("This link is signed for HEAD ({0}). Opening it sends GET, which S3 rejects with 403.", operation),
    next: t("For a link that can be opened, sign GetObject. Otherwise, use curl --head."),
  }),
  linkForFolder: () => ({
    cause: t("This link is for everything in a folder, so it can't be tested."),
    next: t("Replace the asterisk with the rest of an object's key, then test that link."),
  }),
  linkNeedsHeaders: ({ headers }) => ({
    cause: t("This link requires these headers, and it doesn't contain their values: {0}.", headers.join(", ")),
    next: t("Paste it together with its headers, as a curl command."),
  }),
  linkUnreachable: ({ host, reason }) => ({
    cause: t("Couldn't connect to {0}: {1}", host, reason),
    next: t("Check the network, any proxy or VPN, and the link's host name, then test again."),
  }),
  linkSilent: ({ host, seconds }) => ({
    cause: t("{0} did not respond within {1}.", host, formatDuration(seconds)),
    next: t("Check the network and any proxy or VPN, then test again."),
  }),
  linkTls: ({ host, reason }) => ({
    cause: t("Couldn't make a secure connection to {0}: {1}", host, reason),
    next: t("Check the server's certificate. If the bucket name contains dots, sign the link in path style."),
  }),
  linkNotS3: ({ host, status }) => ({
    cause: t("The response from {0} ({1}) is not an S3 response.", host, status),
    next: t("Check the link's host, and whether a proxy or a sign-in page responded instead of S3."),
  }),
  linkRedirected: ({ host, status, to }) => ({
    cause: to
      ? t("{0} redirects the request to {1} ({2}), where this signature is not valid.", host, to, status)
      : t("{0} redirects the request ({1}) to a host where this signature is not valid.", host, status),
    next:
      status === 307
        ? t(
            "For its first few hours, a new bucket redirects requests from outside its region. Sign the link for the bucket's regional host.",
          )
        : t("Sign the link for that host. If it is a sign-in page, sign in to the network first."),
  }),
  linkExpired: () => ({ cause: t("The link has expired."), next: signAgain() }),
  linkNotYetValid: ({ seconds }) => ({
    cause:
      seconds > 0
        ? t("The link is not valid yet. It was signed {0} ahead of the server's clock.", formatDuration(seconds))
        : t("The link is not valid yet according to the server's clock."),
    next: t("Set the clock of the computer that signs links, then sign a new link."),
  }),
  linkWrongRegion: ({ region, actual }) => ({
    cause: actual
      ? t("The link is signed for region {0}, but the bucket is in {1}.", region, actual)
      : t("The link is signed for region {0}, but the bucket is not there.", region),
    next: t("Sign it again for the bucket's region."),
  }),
  linkChanged: ({ signedHeaders }) => ({
    cause: t("The signature does not match the link."),
    next:
      signedHeaders.length > 0
        ? t(
            "The link was changed after signing, a signed header ({0}) has a different value, the link is signed for a method other than GET, or the signer's secret access key is wrong.",
            signedHeaders.join(", "),
          )
        : t(
            "The link was changed after signing, it is signed for a method other than GET, or the signer's secret access key is wrong. Copy it again from where it was created.",
          ),
  }),
  linkHeaderNotSigned: ({ headers }) => ({
    cause: headers
      ? t("The request had headers that are not signed: {0}.", headers)
      : t("The request had headers that are not signed."),
    next: t("Remove them, or sign a link that includes them. A proxy may have added them."),
  }),
  linkMalformed: ({ serverMessage }) => ({
    cause: t("S3 cannot read the link's parameters: {0}", serverMessage),
    next: t("Copy the whole link again, or sign a new one."),
  }),
  linkKeyUnknown: ({ accessKeyId, host }) => ({
    cause: t("{0} doesn't recognize the access key {1} that signed the link.", host, accessKeyId),
    next: t("The key was deleted or deactivated, or it belongs to another server. Sign with an active key."),
  }),
  linkTokenExpired: () => ({
    cause: t("The temporary credentials that signed the link have expired, or their token was changed."),
    next: t("Get new credentials, or use a profile with long-term keys, and sign a new link."),
  }),
  linkNotPublic: () => ({
    cause: t("The object is not public, and this link has no signature."),
    next: t("Copy a presigned URL instead."),
  }),
  linkDenied: ({ serverMessage, permission }) => ({
    cause: t("S3 denied access: {0}", serverMessage || "AccessDenied"),
    next: t(
      "The signer may lack a permission ({0}, or kms:Decrypt for an encrypted object). A bucket policy may limit the link's age (s3:signatureAge), the network, or the VPC. The object may belong to another account, or it may not exist, which S3 reports only to signers with s3:ListBucket.",
      permission,
    ),
  }),
  linkNoSuchKey: ({ bucket, key }) => ({
    cause: t("The link is valid, but {0} is not in bucket {1}.", key, bucket),
    next: t("It was deleted or renamed after the link was created, or the key is misspelled."),
  }),
  linkNoSuchBucket: ({ bucket }) => ({
    cause: t("Bucket {0} does not exist.", bucket),
    next: t("It was deleted after the link was created, or the link is for another server."),
  }),
  linkArchived: ({ storageClass }) => ({
    cause: storageClass
      ? t("The object is archived ({0}) and cannot be read immediately.", storageClass)
      : t("The object is archived and cannot be read immediately."),
    next: t("Restore it first. The link then works until it expires."),
  }),
  linkThrottled: ({ host }) => ({
    cause: t("Too many requests. {0} throttled the request.", host),
    next: t("Wait a moment, then test again."),
  }),
  linkServerFault: ({ host, status, serverCode }) => ({
    cause: t("{0} failed to process the request ({1} {2}).", host, status, serverCode),
    next: t("Test again. If the error persists, contact the server's administrator."),
  }),
  linkForwarded: ({ host, status, to }) => ({
    cause: to
      ? t("{0} redirects the request to {1} ({2}). Test Link doesn't follow it.", host, to, status)
      : t("{0} redirects the request ({1}). Test Link doesn't follow it.", host, status),
    next: t("Open the link in a browser to see what it leads to."),
  }),
  linkRejected: ({ host, status, reason }) => ({
    cause: reason
      ? t("{0} rejected the link ({1}): {2}", host, status, reason)
      : t("{0} rejected the link ({1}).", host, status),
    next: t("The link may have been changed, already used, or revoked. Ask the sender for a new one."),
  }),
  linkRefused: ({ status, serverCode, serverMessage }) => ({
    cause: t("S3 rejected the link ({0} {1}): {2}", status, serverCode, serverMessage),
    next: t("Inspect the link to see what it requests."),
  }),
};
