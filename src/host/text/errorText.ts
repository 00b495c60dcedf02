import * as vscode from "vscode";
import { commands } from "../../contributions.ts";
import {
  type ErrorCode,
  type ErrorDetails,
  type ExpectedValue,
  isS3Error,
  type OfSettings,
  type S3Error,
  type SnippetRefusal,
} from "../../core/errors/errors.ts";
import { cloudFrontTexts } from "./cloudFrontText.ts";
import {
  changeKeys,
  endpointName,
  keyName,
  openConfig,
  openKeys,
  openSettings,
  renewal,
} from "./connectionSettings.ts";
import type { ErrorAction, ErrorText } from "./errorSentence.ts";
import { byteCount, formatDuration } from "./format.ts";
import { formFaultTexts } from "./formFaultText.ts";
import { linkFaultTexts } from "./linkFaultText.ts";
import { shareTexts } from "./shareText.ts";
import { signInCommand } from "./signInCommand.ts";

const { t } = vscode.l10n;

const retry = (): ErrorAction => ({ title: t("Try Again"), command: commands.refresh });
export const showLog = (): ErrorAction => ({ title: t("Show Log"), command: commands.showLog });
const openExpirySetting = (): ErrorAction => ({
  title: t("Open Setting"),
  command: "workbench.action.openSettings",
  arguments: ["s3Presign.defaultExpiry"],
});

const refusals: Record<SnippetRefusal, (language: string) => string> = {
  dotSegments: (language) =>
    t("{0} rewrites the “.” and “..” segments of the key, so S3 would reject the request.", language),
  pathRewritten: (language) => t("{0} rewrites a path such as this key’s, so S3 would reject the request.", language),
  bodyUnfit: (language) => t("{0} cannot send this body.", language),
  formUnfit: (language) => t("{0} cannot send a form with a file.", language),
};

function deniedText(name: string, operation: string, bucket: string | undefined, { connectionId }: OfSettings): string {
  if (connectionId) {
    return bucket
      ? t("Access denied for {1} in bucket {2} (connection {0}).", name, operation, bucket)
      : t("Access denied for {1} (connection {0}).", name, operation);
  }
  return bucket
    ? t("Access denied for {1} in bucket {2} (profile {0}).", name, operation, bucket)
    : t("Access denied for {1} (profile {0}).", name, operation);
}

/** Why a file was not opened; any other reason is a code of Node. */
const fileFault = (reason: string): string =>
  reason === "notAFile" ? t("not a regular file") : reason === "tooLarge" ? t("too large") : reason;

function missingText(endpoint: string, operation = "", missing = "", missingFrom?: "header" | "body"): ErrorText {
  const mayBeStored = operation === "PutObject" || operation === "CompleteMultipartUpload";
  const hint =
    missingFrom === "header"
      ? t(
          "If the server is behind a proxy, configure the proxy to pass on this header. For uploads from a web page, the CORS rules must also list it in ExposeHeaders.",
        )
      : t("If the server is behind a proxy, make sure that the proxy doesn't change responses.");
  return {
    cause:
      missingFrom === "header"
        ? t("The response from {0} to {1} has no {2} header.", endpoint, operation, missing)
        : t("The response from {0} to {1} contains no {2}.", endpoint, operation, missing),
    next: mayBeStored ? `${t("The object might have been stored.")} ${hint}` : hint,
  };
}

/** What is wrong with an address that was entered, or with an entry of the setting. */
function shareAddressText({ reason, name }: ErrorDetails["invalidShareAddress"]): ErrorText {
  const cause = {
    notUrl: t("The share address is not a URL with http:// or https:// and a host."),
    credentials: t("The share address contains a user name or password."),
    path: t("The share address contains a path."),
    query: t("The share address contains a query."),
    fragment: t("The share address contains a fragment (#)."),
    mode: t("The mode of the share address is neither {0} nor {1}.", "sign", "replace"),
  }[reason];
  if (name === undefined) return { cause, next: t("Enter only the scheme, host, and port: {0}", SHARE_EXAMPLE) };
  return {
    cause: t("{0} Entry in {1}: “{2}”.", cause, SHARE_SETTING, name),
    next: t("Correct the entry in the settings, or remove it."),
    action: { title: t("Open Setting"), command: "workbench.action.openSettings", arguments: [SHARE_SETTING] },
  };
}

const SHARE_EXAMPLE = "https://files.example.com";
const SHARE_SETTING = "s3Presign.shareAddresses";

type Texts = { [C in ErrorCode]: (details: ErrorDetails[C]) => ErrorText };

const texts: Texts = {
  ...linkFaultTexts,
  ...formFaultTexts,
  ...cloudFrontTexts,
  ...shareTexts,
  cancelled: () => ({ cause: t("Canceled."), next: "" }),
  configMalformed: ({ file, line, what, profile }) => ({
    cause: {
      line: t("Line {0} of {1} cannot be read.", line, file),
      indent: t("The indentation of line {0} of {1} is not valid.", line, file),
      encoding: t("Line {0} of {1} is not UTF-8 text.", line, file),
      name: t("The section name in line {0} of {1} cannot be read.", line, file),
      prefix: t("The section in line {0} of {1} is not a profile.", line, file),
    }[what],
    next: [
      {
        line: t("Change the line to [section], name = value, or a comment that starts with #."),
        indent: t(
          "Indent only the settings below a service such as {0}, and lines that continue credential_process.",
          "s3 =",
        ),
        encoding: t("Save the file in the UTF-8 encoding."),
        name: t(
          "Enter one name. If it contains spaces or an apostrophe, put it in double quotes, as in {0}.",
          '[profile "My Team"]',
        ),
        prefix: t("Start its name with the word profile, as in {0}.", '[profile "My Team"]'),
      }[what],
      ...(profile ? [t("Until then, profile {0} cannot be used.", profile)] : []),
    ].join(" "),
    action: openConfig(file, line),
  }),
  configUnreadable: ({ file, reason }) => ({
    cause: t("{0} cannot be opened ({1}).", file, fileFault(reason)),
    next: t("Grant yourself permission to read the file, or set AWS_CONFIG_FILE to another file."),
    action: retry(),
  }),
  noProfiles: ({ files }) => ({
    cause: t("There is no AWS profile in {0}.", files.join(", ")),
    next: t("Add a connection, or add a profile to one of these files."),
    action: { title: t("Add Connection…"), command: commands.addConnection },
  }),
  unknownProfile: ({ profile, known, ...own }) => ({
    cause: t("There is no AWS profile named “{0}”.", profile),
    next:
      known.length > 0
        ? t("Choose one of: {0}.", known.join(", "))
        : own.connectionId
          ? t("Choose other credentials for the connection.")
          : t("Add it to the AWS config file."),
    action: openSettings(own),
  }),
  untrustedProcess: ({ profile }) => ({
    cause: t("Profile {0} runs a program to get its credentials, but this workspace is not trusted.", profile),
    next: t("Trust the workspace, or choose another profile."),
    action: { title: t("Manage Workspace Trust"), command: "workbench.trust.manage" },
  }),
  untrustedFolder: ({ folder }) => ({
    cause: t("The workspace file contains the S3 folder “{0}”, but this workspace is not trusted.", folder),
    next: t("To read the folder with your credentials, trust the workspace. Otherwise, use the S3 Presign view."),
    action: { title: t("Manage Workspace Trust"), command: "workbench.trust.manage" },
  }),
  untrustedFile: ({ name }) => ({
    cause: t("{0} wasn't opened from the S3 Presign view, and this workspace is not trusted.", name),
    next: t("Open it from the S3 Presign view, or trust the workspace."),
    action: { title: t("Manage Workspace Trust"), command: "workbench.trust.manage" },
  }),
  untrustedTool: () => ({
    cause: t("Language model tools can't use your credentials, because this workspace is not trusted."),
    next: t("Trust the workspace first."),
    action: { title: t("Manage Workspace Trust"), command: "workbench.trust.manage" },
  }),
  notAPlace: ({ given }) => ({
    cause: given === "" ? t("No location was entered.") : t("This is not a location in S3."),
    next: t("Enter a bucket name, s3://bucket/key, or an ARN, or paste a link to S3."),
  }),
  invalidOpenLink: ({ reason }) => ({
    cause: {
      path: t("S3 Presign doesn't support this link to VS Code."),
      parameters: t("The parameters of the link to VS Code can't be read."),
      uri: t("The link to VS Code contains no valid S3 URI."),
      profile: t("The name of the profile in the link to VS Code is not valid."),
    }[reason],
    next: t(
      "Use the form vscode://s3-presign.s3-presign/open?uri=s3://bucket/key&profile=name, and percent-encode special characters.",
    ),
  }),
  noCredentials: ({ profile, reason }) => ({
    cause: reason
      ? t("Couldn't get the credentials of profile {0}: {1}", profile, reason)
      : t("Profile {0} has no credentials configured.", profile),
    next: t("Check the profile in the AWS config and credentials files."),
    action: openConfig(),
  }),
  brokenProfile: ({ profile, reason, profiles = [] }) => ({
    cause: {
      noSource: t("The {1} of profile {0} refers to a profile that does not exist.", profile, "source_profile"),
      cycle: t("These profiles refer to each other for their credentials: {0}.", profiles.join(" → ")),
      twoSources: t("Profile {0} has both source_profile and credential_source.", profile),
      unknownSource: t("The {1} of profile {0} is not valid.", profile, "credential_source"),
      noSsoSession: t("The {1} of profile {0} refers to a section that does not exist.", profile, "sso_session"),
      noServices: t("The {1} of profile {0} refers to a section that does not exist.", profile, "services"),
      invalidRole: t("The {1} of profile {0} is not valid.", profile, "role_arn"),
    }[reason],
    next:
      reason === "unknownSource"
        ? t("Use {0}.", "Environment, Ec2InstanceMetadata, EcsContainer")
        : t("Correct the AWS config file."),
    action: openConfig(),
  }),
  environmentEmpty: ({ profile }) => ({
    cause: t("{0} gets its keys from environment variables, but VS Code was started without them.", profile),
    next: t("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then start VS Code again from that environment."),
  }),
  invalidMfaCode: ({ given }) => ({
    cause: t("“{0}” is not a 6-digit code.", given),
    next: t("Enter the code from the device. It changes every 30 seconds."),
  }),
  valueMissing: () => ({ cause: t("No value was entered."), next: t("Enter a value, or press Escape to cancel.") }),
  nameTaken: ({ name }) => ({
    cause: t("A profile or connection named “{0}” already exists.", name),
    next: t("Choose another name."),
  }),
  keysMissing: ({ connection, id }) => ({
    cause: t("The keys of connection {0} are not on this computer.", connection),
    next: t("Enter the keys again."),
    action: changeKeys(id),
  }),
  unknownConnection: () => ({
    cause: t("This connection has been removed."),
    next: t("Choose another, or refresh the tree."),
    action: retry(),
  }),
  invalidShareAddress: shareAddressText,
  anonymousCannotSign: ({ connection }) => ({
    cause: t("Connection {0} is anonymous. Nothing can be signed without keys.", connection),
    next: t("Use a profile or connection with keys. Public objects need no signature."),
  }),
  processFailed: ({ profile, reason, value = 0 }) => ({
    cause: {
      tooSlow: t("The credential_process of profile {0} did not finish within {1}.", profile, formatDuration(value)),
      exit: t("The credential_process of profile {0} failed (exit code {1}).", profile, value),
      notJson: t("The credential_process of profile {0} returned output that is not JSON.", profile),
      version: t("The credential_process of profile {0} returned a Version other than 1.", profile),
      incomplete: t("The credential_process of profile {0} returned no keys.", profile),
      expired: t("The credential_process of profile {0} returned expired credentials.", profile),
    }[reason],
    next: t("Run the command in a terminal to find the cause. Its output is never shown or logged here."),
    action: openConfig(),
  }),
  roleRefused: ({ profile, role, reason }) => ({
    cause: t("Profile {0} could not assume the role {1}: {2}", profile, role, reason),
    next: t("Check role_arn, external_id, the MFA code, and the role's trust policy."),
    action: openConfig(),
  }),
  caBundleUnreadable: ({ reason }) => ({
    cause: t("The certificates in ca_bundle or AWS_CA_BUNDLE cannot be read ({0}).", fileFault(reason)),
    next: t("Correct the path, or remove the setting."),
    action: openConfig(),
  }),
  signInExpired: ({ profile, by }) => ({
    cause: t("The sign-in session of profile {0} has expired.", profile),
    next: t("Sign in again with “{0}”. The tree refreshes automatically.", signInCommand({ profile, by })),
    action: { title: t("Sign In"), command: commands.signIn, arguments: [{ profile, by }] },
  }),
  credentialsExpired: ({ profile, ...own }) => ({
    cause: own.connectionId
      ? t("The temporary credentials of connection {0} have expired.", profile)
      : t("The temporary credentials of profile {0} have expired.", profile),
    ...renewal(own),
  }),
  keyIdRefused: ({ profile, endpoint, ...own }) => ({
    cause: own.connectionId
      ? t("{0} doesn't recognize the access key of connection {1}.", endpoint, profile)
      : t("{0} doesn't recognize the access key of profile {1}.", endpoint, profile),
    next: t("Check {0}, and whether this key belongs to the server at the endpoint.", keyName("id", own)),
    action: openKeys(own),
  }),
  secretRefused: ({ profile, endpoint, ...own }) => ({
    cause: own.connectionId
      ? t("{0} rejected the signature of connection {1}.", endpoint, profile)
      : t("{0} rejected the signature of profile {1}.", endpoint, profile),
    next: t("Check {0}. A proxy that changes requests can also be the cause.", keyName("secret", own)),
    action: openKeys(own),
  }),
  accessDenied: ({ profile, operation, permission, bucket, ...own }) => ({
    cause: deniedText(profile, operation, bucket, own),
    next: bucket
      ? own.connectionId
        ? t("Ask your administrator for the {0} permission, or use another connection.", permission)
        : t("Ask your administrator for the {0} permission, or use another profile.", permission)
      : own.connectionId
        ? t("Add buckets by name, or use a connection with the {0} permission.", permission)
        : t("Add buckets by name, or use a profile with the {0} permission.", permission),
    action: bucket ? retry() : { title: t("Add Bucket…"), command: commands.addBucket },
  }),
  invalidRegion: ({ profile, region, ...own }) => ({
    cause: own.connectionId
      ? region === undefined
        ? t("The region of connection {0} is not valid.", profile)
        : t("“{0}” is not a valid region (connection {1}).", region, profile)
      : region === undefined
        ? t("The region of profile {0} is not valid.", profile)
        : t("“{0}” is not a valid region (profile {1}).", region, profile),
    next: t("Set region to a value such as us-east-1 or eu-west-1."),
    action: openSettings(own),
  }),
  wrongRegion: ({ bucket, region, actual, ...own }) => ({
    cause: actual
      ? t("Bucket {0} is in {1}, not in {2}.", bucket, actual, region)
      : t("Bucket {0} is not in {1}.", bucket, region),
    next: actual
      ? t("Sign for {0}, or omit the region.", actual)
      : t("Omit the region, or set it to the region of the bucket."),
    action: openSettings(own),
  }),
  invalidEndpoint: ({ profile, endpoint, ...own }) => ({
    cause:
      endpoint === undefined
        ? t("The endpoint_url of profile {0} is not a URL.", profile)
        : t("The endpoint “{0}” of {1} is not a URL.", endpoint, profile),
    next: t("Enter a URL such as https://s3.example.com."),
    action: openSettings(own),
  }),
  endpointUnreachable: ({ endpoint, reason, ...own }) => ({
    cause: t("Couldn't connect to {0}: {1}", endpoint, reason),
    next: t("Check the network, {0}, and the region, then try again.", endpointName(own)),
    action: retry(),
  }),
  endpointSilent: ({ endpoint, seconds, ...own }) => ({
    cause: t("{0} did not respond within {1}.", endpoint, formatDuration(seconds)),
    next: t("Check the network, any proxy or VPN, and {0}, then try again.", endpointName(own)),
    action: retry(),
  }),
  objectDamaged: ({ key, by }) => ({
    cause: t("The downloaded data of {0} doesn't match the object in S3 ({1} mismatch).", key, by),
    next: t("Try again. A proxy that changes data can be the cause."),
  }),
  partsLeft: ({ reason, ...upload }) => ({
    cause: t(
      "The upload of {0} failed, and its parts are still stored in bucket {1} ({2}).",
      upload.key,
      upload.bucket,
      reason,
    ),
    next: t("You are charged for them until the upload is aborted, here or by a lifecycle rule of the bucket."),
    action: { title: t("Abort Upload"), command: commands.abortUpload, arguments: [upload] },
  }),
  fileFailed: ({ file, reason }) => ({
    cause: t("{0} cannot be read or written ({1}).", file, reason),
    next: t("Check that it exists, that you have permission, and that the disk is not full."),
  }),
  fileChanged: ({ file }) => ({
    cause: t("{0} changed during the upload, so nothing was stored.", file),
    next: t("Try again when no other program writes to it."),
  }),
  fileExists: ({ file }) => ({
    cause: t("{0} already exists.", file),
    next: t("Choose another name, or allow the file to be replaced."),
  }),
  folderNotEmpty: ({ key }) => ({
    cause: t("Folder {0} is not empty.", key),
    next: t("Delete its contents first."),
  }),
  notS3: ({ operation, missing, missingFrom, endpoint, status, ...own }) =>
    missing
      ? missingText(endpoint, operation, missing, missingFrom)
      : {
          cause: t("The response from {0} ({1}) is not an S3 response.", endpoint, status),
          next: t("Check {0}. It may be the address of a console or of a proxy's sign-in page.", endpointName(own)),
          action: openSettings(own),
        },
  responseTooLarge: ({ operation, limit }) => ({
    cause: t(
      "The response to {0} is longer than expected, over {1}. The rest was not read.",
      operation,
      byteCount(limit),
    ),
    next: t("Try again. If it happens again, another program may be responding in place of S3."),
    action: retry(),
  }),
  noMultipartUploads: ({ key, size, limit }) => ({
    cause: t(
      "{0} ({1}) is too large for this server, which doesn't support multipart uploads. One request can store at most {2}.",
      key,
      byteCount(size),
      byteCount(limit),
    ),
    next: t("Split the file into smaller ones, or store it on another server."),
  }),
  listingStuck: ({ operation }) => ({
    cause: t("The server reports more results, but its {0} responses don't lead to them.", operation),
    next: t(
      "Only part of the list can be read, so the operation was stopped. Report this to the operator of the server.",
    ),
  }),
  clockSkew: ({ seconds }) => ({
    cause:
      seconds > 0
        ? t("This computer's clock is {0} behind the server's.", formatDuration(seconds))
        : t("This computer's clock is {0} ahead of the server's.", formatDuration(-seconds)),
    next: t("Set the clock or turn on automatic time, then try again. S3 rejects requests if the clock is wrong."),
  }),
  noSuchBucket: ({ bucket, profile, ...own }) => ({
    cause: own.connectionId
      ? t("Bucket {0} does not exist at the endpoint of connection {1}.", bucket, profile)
      : t("Bucket {0} does not exist at the endpoint of profile {1}.", bucket, profile),
    next: t("Check the name, or refresh the tree."),
    action: retry(),
  }),
  noSuchKey: ({ bucket, key }) => ({
    cause: t("{0} does not exist in bucket {1}.", key, bucket),
    next: t("It may have been deleted or renamed. Refresh the tree."),
    action: retry(),
  }),
  archived: ({ profile, bucket, key, storageClass }) => ({
    cause: t("{0} is archived ({1}) and cannot be read until it is restored.", key, storageClass),
    next: t("Restore it first. This takes from minutes to days."),
    action: {
      title: t("Restore…"),
      command: commands.restore,
      arguments: [{ kind: "object", at: { connection: profile, bucket, key } }],
    },
  }),
  targetExists: ({ bucket, key }) => ({
    cause: t("{0} already exists in bucket {1}.", key, bucket),
    next: t("Nothing was changed. Choose another name."),
  }),
  changedMeanwhile: ({ bucket, key }) => ({
    cause: t("{0} in bucket {1} was changed by someone else.", key, bucket),
    next: t("Nothing was changed. Refresh the tree, check the object, then try again."),
    action: retry(),
  }),
  keyClaimed: ({ bucket, key }) => ({
    cause: t("Another copy, move, or upload is writing {0} in bucket {1}.", key, bucket),
    next: t(
      "Nothing was changed. Try again later. If that operation was interrupted, try again 15 minutes after it started.",
    ),
    action: retry(),
  }),
  annotationsNotKept: ({ bucket, key }) => ({
    cause: t("Some annotations of the original could not be added to {0} in bucket {1}.", key, bucket),
    next: t(
      "The original of a copy or move was kept. Check whether an object lock prevents annotations, and whether you have the s3:PutObjectAnnotation permission.",
    ),
  }),
  headerNotText: ({ header }) => ({
    cause: t("The value of {0} is not valid UTF-8 text, so it can't be preserved.", header),
    next: t("Nothing was changed. Correct the value with Edit Properties, then try again."),
  }),
  copyNotVerified: ({ bucket, key, what }) => ({
    cause: {
      size: t("The size of the copy {0} in bucket {1} differs from the original.", key, bucket),
      etag: t("The ETag of the copy {0} in bucket {1} differs from the original.", key, bucket),
      checksum: t("The checksum of the copy {0} in bucket {1} differs from the original.", key, bucket),
    }[what],
    next: t("The original was kept. Delete the copy, then try again."),
  }),
  sameName: ({ name }) => ({
    cause: t("The new name is the same as the current name: {0}.", name),
    next: t("Choose another name."),
  }),
  intoItself: ({ name, target }) => ({
    cause: t("Can't copy or move {0} into its own subfolder {1}.", name, target),
    next: t("Choose another destination."),
  }),
  replacesItself: ({ uri }) => ({
    cause: t("Can't replace {0} with itself through another profile or bucket name.", uri),
    next: t("Nothing was changed. If you want to delete it, use the Explorer or the S3 Presign view."),
  }),
  sourcesCollide: ({ targets: [first = ""] }) => ({
    cause: t("Several sources have the same destination, such as {0}.", first),
    next: t("Nothing was changed. Rename the sources, or choose only one of each name."),
  }),
  bucketTaken: ({ bucket }) => ({
    cause: t("The bucket name {0} is already in use. Bucket names must be unique across all accounts.", bucket),
    next: t("Choose another name."),
  }),
  invalidSearch: ({ term, reason }) => ({
    cause: {
      empty: t("No search condition was entered."),
      size: t("“{0}” is not a size.", term),
      date: t("“{0}” is not a date.", term),
      pattern: t("“{0}” is not a valid regular expression.", term),
      slow: t("The regular expression “{0}” takes too long to match some of the keys.", term),
    }[reason],
    next:
      reason === "slow"
        ? t("Use a simpler expression, without a repetition inside another one.")
        : t(
            "Enter a condition such as report, *.csv, /^2026.*q[12]/, > 10MB, or after 2026-01-01. Objects must meet all conditions.",
          ),
  }),
  invalidPair: ({ given }) => ({
    cause: t("“{0}” is not in the form name=value.", given),
    next: t("Enter name=value, separated by commas."),
  }),
  invalidDays: ({ given }) => ({
    cause: t("“{0}” is not a valid number of days.", given),
    next: t("Enter a whole number from 1 to 30000."),
  }),
  nothingSelected: () => ({
    cause: t("No item that this command applies to is selected."),
    next: t("Select an item in the tree first."),
  }),
  listRefreshed: () => ({
    cause: t("The list was being refreshed."),
    next: t("Choose the command again."),
  }),
  severalProfiles: () => ({
    cause: t("The selected items belong to more than one profile."),
    next: t("S3 copies objects only within one profile. Select items of one profile."),
  }),
  throttled: ({ operation }) => ({
    cause: t("Too many requests. The server throttled {0}.", operation),
    next: t("Wait a moment, then try again."),
    action: retry(),
  }),
  serverFault: ({ operation, status, serverCode, serverMessage }) => {
    const reason = serverMessage ? `${serverCode}: ${serverMessage}` : serverCode;
    return status === 501
      ? {
          cause: t("The server does not support this {0} request ({1} {2}).", operation, status, reason),
          next: t("For details, see the log."),
          action: showLog(),
        }
      : {
          cause: t("The server failed to process {0} ({1} {2}).", operation, status, reason),
          next: t("Try again. If the error persists, contact the server's administrator."),
          action: retry(),
        };
  },
  refused: ({ operation, status, serverCode, serverMessage }) => ({
    cause: t("The server rejected {0} ({1} {2}): {3}", operation, status, serverCode, serverMessage),
    next: t("For details, see the log."),
    action: showLog(),
  }),
  notS3Link: ({ reason }) => ({
    cause: {
      empty: t("No link was entered."),
      tooLong: t("This text is too long to be a link."),
      noLink: t("There is no link in this text."),
      notS3: t("This is not a link to S3."),
    }[reason],
    next: t("Paste a presigned URL, the JSON of an upload form, a curl command, or s3://bucket/key."),
  }),
  invalidLocation: ({ given }) => ({
    cause: t("“{0}” is not an S3 URI.", given),
    next: t("Enter it as s3://bucket/key."),
  }),
  invalidBucket: ({ bucket }) => ({
    cause: t("“{0}” is not a valid bucket name.", bucket),
    next: t("A bucket name has 3 to 63 lowercase letters, digits, dots, and hyphens."),
  }),
  unsupportedArn: ({ arn, reason, ...own }) => ({
    cause: {
      otherServer: t("{0} is a Multi-Region Access Point of AWS, but the requests go to another server.", arn),
      variants: t("AWS has no FIPS, dual-stack, or accelerated endpoint for {0}, but the settings require one.", arn),
      postForm: t("{0} is an access point. S3 doesn't accept upload forms (POST) for access points.", arn),
      pathStyle: own.connectionId
        ? t(
            "{0} is an access point. Access points don't support path-style addressing, which this connection uses.",
            arn,
          )
        : t("{0} is an access point. Access points don't support path-style addressing, which this profile uses.", arn),
    }[reason],
    next: {
      otherServer: t("Choose a profile or connection without an endpoint."),
      variants: t("Choose a profile or connection without this setting."),
      postForm: t("Copy an upload URL (PUT) instead, or use the name of the bucket."),
      pathStyle: own.connectionId
        ? t("Use the name of the bucket instead, or choose the virtual-hosted style for the connection.")
        : t("Use the name of the bucket instead, or set s3.addressing_style to virtual."),
    }[reason],
    ...(reason !== "postForm" && { action: openSettings(own) }),
  }),
  emptyKey: () => ({
    cause: t("The object key is empty."),
    next: t("Enter an object key. A link without a key would list the bucket."),
  }),
  emptyName: () => ({
    cause: t("The name is empty."),
    next: t("Enter a name."),
  }),
  keyTooLong: ({ bytes, limit }) => ({
    cause: t("The object key has {0}, but S3 allows {1}.", byteCount(bytes), byteCount(limit)),
    next: t("Shorten the key. Characters outside ASCII count as 2 to 4 bytes each."),
  }),
  invalidExpiry: ({ given, reason, limit = 0 }) => ({
    cause: {
      notUnderstood: t("“{0}” is not a duration or a date and time.", given),
      notWhole: t("The expiry must be a whole number of seconds, not {0}.", given),
      tooShort: t("The expiry {0} is too short. The minimum is 1 second.", given),
      tooLong: t("The expiry {0} is too long. The maximum is {1}.", given, formatDuration(limit)),
      past: t("{0} is in the past.", given),
    }[reason],
    next: t("Enter a value such as 3600, 90m, 2d, or 2026-12-31 18:00."),
    action: openExpirySetting(),
  }),
  noPostForms: ({ server, connection, bucket, key, largeFiles }) => ({
    cause: t("{0} does not support upload forms (presigned POST).", server),
    next: largeFiles
      ? t(
          "To request files without forms, set largeFiles to the number of files that can be sent, up to {0}.",
          largeFiles,
        )
      : t("To let others upload a file, share a presigned upload URL instead."),
    ...(connection &&
      !largeFiles && {
        action: {
          title: t("Copy Presigned Upload (PUT) URL…"),
          command: commands.copyUploadUrl,
          arguments: bucket ? [{ at: { connection, bucket, ...(key && { key }) } }] : [],
        },
      }),
  }),
  invalidFileName: ({ given }) => ({
    cause: t("“{0}” is not a valid file name.", given),
    next: t("Remove slashes and control characters."),
  }),
  nothingToExport: ({ place }) => ({
    cause: t("There are no objects in {0}.", place),
    next: t("Choose another bucket or folder."),
  }),
  tooLongForQr: ({ bytes, limit }) => ({
    cause: t("The link has {0}, but a QR code can hold {1}.", byteCount(bytes), byteCount(limit)),
    next: t("Sign it with a profile that has long-term keys. Most of the length is the session token."),
  }),
  termsNotKept: ({ name }) => ({
    cause: t("The settings of the link to {0} weren't saved because they contain sensitive data.", name),
    next: t("Create the link again with the command that you used before."),
  }),
  invalidContentType: ({ given }) => ({
    cause: t("“{0}” is not a valid content type.", given),
    next: t("Enter it as type/subtype, for example text/plain; charset=utf-8."),
  }),
  unsupportedOperation: ({ operation, nearest }) => ({
    cause: t("S3 has no operation “{0}”.", operation),
    next:
      nearest.length > 0
        ? t("Did you mean {0}?", nearest.join(", "))
        : t("Use a name from the S3 API, for example GetObject or put_object."),
  }),
  unsupportedMethod: ({ operation, method }) => ({
    cause: t("{0} cannot be sent with the HTTP method {1}.", operation, method),
    next: t("Omit the method, or use GET, HEAD, PUT, POST, or DELETE."),
  }),
  missingParameter: ({ operation, parameter }) => ({
    cause: t("{0} requires the parameter {1}.", operation, parameter),
    next: t("Enter a value."),
  }),
  unknownParameter: ({ operation, parameter, known, nearest }) => ({
    cause: t("{0} has no parameter {1}.", operation, parameter),
    next: nearest.length > 0 ? t("Did you mean {0}?", nearest.join(", ")) : t("Use one of: {0}.", known.join(", ")),
  }),
  invalidParameter: ({ operation, parameter, ...expected }) => ({
    cause: t("The parameter {0} of {1} is not valid.", parameter, operation),
    next: t("Expected: {0}.", expectationText(expected)),
  }),
  bodyNotText: ({ operation, parameter }) => ({
    cause: t("{0} of {1} is not UTF-8 text. The body of a signed request must be text.", parameter, operation),
    next: t("Omit {0}. The recipient sends the file.", parameter),
  }),
  snippetRefused: ({ language, reason }) => ({ cause: refusalText(reason, language), next: t("Choose curl.") }),
  invalidCondition: ({ condition, reason }) => ({
    cause: {
      notACondition: t("{0} is not a condition.", condition),
      notOneProperty: t("The condition {0} must name exactly one field.", condition),
      unknownOperator: t("The condition {0} starts with an operator that S3 doesn't support.", condition),
      wrongCount: t("The condition {0} must have exactly three items.", condition),
      notText: t("In the condition {0}, the field or its value is not text.", condition),
      noDollar: t("In the condition {0}, the field must start with $.", condition),
      exactOnly: t("For the field of the condition {0}, S3 supports only exact matches.", condition),
      keyTwice: t("Only one condition on the key is allowed, but {0} is another one.", condition),
      fileName: t(
        "The condition {0} contains ${filename}, which S3 replaces with the file name only in fields.",
        condition,
      ),
    }[reason],
    next: t(
      "Use {0}, {1}, or {2}.",
      '{"field": "value"}',
      '["starts-with", "$field", "prefix"]',
      '["content-length-range", 1, 1048576]',
    ),
  }),
  invalidSizeRange: ({ given, reason }) => ({
    cause: {
      notWhole: t("{0} is not a whole number of bytes.", given),
      negative: t("The size range {0} starts or ends below zero.", given),
      reversed: t("The size range {0} ends before it starts.", given),
      tooLarge: t("The size range {0} exceeds 5 GB, the S3 maximum for one upload.", given),
      twice: t("There is more than one size range. The first is {0}.", given),
    }[reason],
    next: t("Enter the minimum and maximum number of bytes, from 0 to 5368709120."),
  }),
  invalidSize: ({ given }) => ({
    cause: t("“{0}” is not a size.", given),
    next: t("Enter a size such as 500 KB, 10 MB, or 1 GB."),
  }),
  unknownField: ({ field }) => ({
    cause: t("S3 has no form field named “{0}”.", field),
    next: t("Correct the name, or start the name of your own field with x-ignore-."),
  }),
  reservedField: ({ field, reason }) => ({
    cause: {
      signer: t("The field {0} is set when the form is signed.", field),
      file: t("The field {0} is the file itself, which the uploader adds last.", field),
      customerKey: t("The field {0} would give your encryption key to everyone who has the form.", field),
    }[reason],
    next: t("Remove it from the fields and conditions."),
  }),
  invalidField: ({ field, reason }) => ({
    cause: {
      notText: t("The value of the field {0} is not text.", field),
      status: t("The value of the field {0} must be 200, 201, or 204.", field),
      notTagging: t("The value of the field {0} is not a tagging document.", field),
      controlCharacter: t("The value of the field {0} has a line break or another control character.", field),
      notAscii: t("The value of the field {0} contains characters outside ASCII.", field),
      twice: t("The field {0} appears twice in the form.", field),
    }[reason],
    next:
      reason === "notTagging"
        ? t("Enter it as {0}.", "<Tagging><TagSet><Tag><Key>…</Key><Value>…</Value></Tag></TagSet></Tagging>")
        : t("Correct the field."),
  }),
  fieldConflict: ({ field, value, condition }) => ({
    cause: t("The condition {0} contradicts the value “{1}” of the field {2}.", condition, value, field),
    next: t("Make them match. Otherwise, S3 rejects every upload."),
  }),
  unexpected: ({ reason }) => ({
    cause: t("An unexpected error occurred: {0}", reason),
    next: t("For details, see the log."),
    action: showLog(),
  }),
};

function expectationText({ expected, values = [], min, max }: ExpectedValue): string {
  switch (expected) {
    case "text":
      return t("text");
    case "wholeNumber":
      return t("a whole number, without quotation marks");
    case "range":
      if (min === max) return String(min);
      return max === undefined ? t("{0} or more", min ?? 0) : t("{0} to {1}", min ?? 0, max);
    case "boolean":
      return t("true or false, without quotation marks");
    case "timestamp":
      return t("a date and time with a time zone, such as 2026-12-31T18:00:00Z");
    case "blob":
      return t("text, or {0}", '{ "base64": "…" }');
    case "list":
      return t("a list");
    case "structure":
      return t("an object with named members");
    case "oneOf":
      return t("one of {0}", values.join(", "));
    case "oneMember":
      return t("exactly one of {0}", values.join(", "));
    case "ascii":
      return t("printable ASCII characters");
    case "latin1":
      return t("printable Latin-1 characters");
    case "headerName":
      return t("a name of ASCII letters, digits, and hyphens");
    case "metadataSize":
      return t("names and values of at most {0} in total", byteCount(max ?? 0));
    case "source":
      return t("bucket/key, not percent-encoded");
    case "existingKey":
      return t("the key of an existing object, not percent-encoded");
    case "key256":
      return t("a 32-byte key, as text or in Base64");
    case "md5":
      return t("an MD5 digest in Base64");
    case "json":
      return "JSON";
    case "hostLabel":
      return t("up to 63 letters, digits, and hyphens");
  }
}

/** Why a language has no snippet for a request. Used in a message or next to the language's name in a list. */
export function refusalText(reason: SnippetRefusal, language: string): string {
  return refusals[reason](language);
}

export function errorText({ code, details, cause }: S3Error): ErrorText {
  const text = (texts[code] as (details: ErrorDetails[ErrorCode]) => ErrorText)(details);
  // Why the upload or the page failed. What was stored is left because it could not be removed either.
  const isLeft = code === "partsLeft" || code === "pageLeft";
  const isKnown = isLeft && isS3Error(cause) && cause.code !== "cancelled";
  return isKnown ? { ...text, cause: `${errorText(cause).cause} ${text.cause}` } : text;
}

/** Both sentences in one line. */
export function errorMessage(error: S3Error): string {
  const { cause, next } = errorText(error);
  return `${cause} ${next}`;
}
