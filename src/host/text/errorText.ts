import * as vscode from "vscode";
import { commands } from "../../contributions.ts";
import type { ErrorCode, ErrorDetails, S3Error, SnippetRefusal } from "../../core/errors/errors.ts";
import {
  editConnection,
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
    t("{0} rewrites the “.” and “..” segments of the key, and S3 would refuse the request.", language),
  pathRewritten: (language) => t("{0} rewrites a path such as this key’s, and S3 would refuse the request.", language),
  bodyUnfit: (language) => t("{0} cannot send this body.", language),
  formUnfit: (language) => t("{0} cannot send a form with a file.", language),
};

type ExpectedValue = Omit<ErrorDetails["invalidParameter"], "operation" | "parameter">;
type Texts = { [C in ErrorCode]: (details: ErrorDetails[C]) => ErrorText };

const texts: Texts = {
  ...linkFaultTexts,
  ...formFaultTexts,
  cancelled: () => ({ cause: t("Cancelled."), next: "" }),
  configMalformed: ({ file, line }) => ({
    cause: t("Line {0} of {1} cannot be read.", line, file),
    next: t("Make it [section], name = value, or a comment that begins with #."),
    action: openConfig(file, line),
  }),
  configUnreadable: ({ file, reason }) => ({
    cause: t("{0} cannot be opened ({1}).", file, reason),
    next: t("Give yourself permission to read the file, or point AWS_CONFIG_FILE at another one."),
    action: retry(),
  }),
  noProfiles: ({ files }) => ({
    cause: t("There is no AWS profile in {0}.", files.join(", ")),
    next: t("Add a profile to one of these files."),
    action: openConfig(),
  }),
  unknownProfile: ({ profile, known, ...own }) => ({
    cause: t("There is no AWS profile named “{0}”.", profile),
    next:
      known.length > 0
        ? t("Choose one of: {0}.", known.join(", "))
        : own.connectionId
          ? t("Give the connection other credentials.")
          : t("Add it to the AWS config file."),
    action: openSettings(own),
  }),
  untrustedProcess: ({ profile }) => ({
    cause: t("Profile {0} runs a program to get its credentials, and this workspace is not trusted.", profile),
    next: t("Trust the workspace, or choose another profile."),
    action: { title: t("Manage Workspace Trust"), command: "workbench.trust.manage" },
  }),
  untrustedFolder: ({ folder }) => ({
    cause: t("The workspace file names the S3 folder “{0}”, and this workspace is not trusted.", folder),
    next: t("Trust the workspace to read the folder with your credentials, or use the view S3 Presign."),
    action: { title: t("Manage Workspace Trust"), command: "workbench.trust.manage" },
  }),
  notAPlace: ({ given }) => ({
    cause: given === "" ? t("No place has been named yet.") : t("This names no place in S3."),
    next: t("Write a bucket's name, s3://bucket/key or an ARN, or paste a link to S3."),
  }),
  noCredentials: ({ profile, reason }) => ({
    cause: reason
      ? t("Profile {0} gives no credentials: {1}", profile, reason)
      : t("Profile {0} has neither keys nor a way to get some.", profile),
    next: t("Check the profile in the AWS config and credentials files."),
    action: openConfig(),
  }),
  brokenProfile: ({ profile, reason, value }) => ({
    cause: {
      noSource: t("Profile {0} takes its credentials from profile {1}, which does not exist.", profile, value),
      cycle: t("The profiles take their credentials from each other: {0}.", value),
      twoSources: t("Profile {0} has both source_profile and credential_source.", profile),
      unknownSource: t("The credential_source “{1}” of profile {0} is none of AWS's.", profile, value),
      noSsoSession: t("Profile {0} names the sso-session {1}, which does not exist.", profile, value),
    }[reason],
    next:
      reason === "unknownSource"
        ? t("Use {0}.", "Environment, Ec2InstanceMetadata, EcsContainer")
        : t("Correct the AWS config file."),
    action: openConfig(),
  }),
  environmentEmpty: ({ profile }) => ({
    cause: t("{0} takes its keys from the environment, and VS Code was started without them.", profile),
    next: t("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and start VS Code anew from there."),
  }),
  invalidMfaCode: ({ given }) => ({
    cause: t("“{0}” is not a code of 6 digits.", given),
    next: t("Read it from the device; it changes every 30 seconds."),
  }),
  valueMissing: () => ({ cause: t("Nothing has been entered."), next: t("Press Escape to leave all as it was.") }),
  nameTaken: ({ name }) => ({
    cause: t("There is another profile or connection named “{0}”.", name),
    next: t("Choose another name."),
  }),
  keysMissing: ({ connection, id }) => ({
    cause: t("The keys of connection {0} are not on this computer.", connection),
    next: t("Edit the connection and enter them."),
    action: editConnection(id),
  }),
  unknownConnection: () => ({
    cause: t("This connection has been removed."),
    next: t("Choose another, or refresh the tree."),
    action: retry(),
  }),
  anonymousCannotSign: ({ connection }) => ({
    cause: t("Connection {0} is anonymous: without keys nothing can be signed.", connection),
    next: t("Use a profile or connection with keys; what is public needs no signature."),
  }),
  processFailed: ({ profile, reason, value = 0 }) => ({
    cause: {
      tooSlow: t("The credential_process of profile {0} did not end within {1}.", profile, formatDuration(value)),
      exit: t("The credential_process of profile {0} failed (exit code {1}).", profile, value),
      notJson: t("The credential_process of profile {0} wrote something other than JSON.", profile),
      version: t("The credential_process of profile {0} wrote another Version than 1.", profile),
      incomplete: t("The credential_process of profile {0} wrote no keys.", profile),
      expired: t("The credential_process of profile {0} gave credentials that have expired.", profile),
    }[reason],
    next: t("Run the command in a terminal to see why; its output is never shown or logged here."),
    action: openConfig(),
  }),
  roleRefused: ({ profile, role, reason }) => ({
    cause: t("Profile {0} could not take on the role {1}: {2}", profile, role, reason),
    next: t("Check role_arn, external_id and the MFA code, and whether the role trusts you."),
    action: openConfig(),
  }),
  caBundleUnreadable: ({ file, reason }) => ({
    cause: t("The certificates in {0} (ca_bundle or AWS_CA_BUNDLE) cannot be read ({1}).", file, reason),
    next: t("Correct the path, or remove the setting."),
    action: openConfig(),
  }),
  signInExpired: ({ profile, by }) => ({
    cause: t("The sign-in of profile {0} has expired.", profile),
    next: t("Sign in again with “{0}”; the tree comes back by itself.", signInCommand({ profile, by })),
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
      ? t("{0} doesn't have the access key of connection {1}.", endpoint, profile)
      : t("{0} doesn't have the access key of profile {1}.", endpoint, profile),
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
  accessDenied: ({ profile, operation, permission, bucket }) => ({
    cause: bucket
      ? t("Access denied for {1} in bucket {2} (profile {0}).", profile, operation, bucket)
      : t("Access denied for {1} (profile {0}).", profile, operation),
    next: bucket
      ? t("Ask your administrator for the {0} permission, or use another profile.", permission)
      : t("Add the buckets that you can use by name, or use a profile with the {0} permission.", permission),
    action: bucket ? retry() : { title: t("Add Bucket…"), command: commands.addBucket },
  }),
  invalidRegion: ({ profile, region, ...own }) => ({
    cause: t("“{0}” cannot be a region (profile {1}).", region, profile),
    next: t("Set region to one such as us-east-1 or eu-west-1."),
    action: openSettings(own),
  }),
  wrongRegion: ({ bucket, region, actual, ...own }) => ({
    cause: actual
      ? t("Bucket {0} is in {1}, not in {2}.", bucket, actual, region)
      : t("Bucket {0} is not in {1}.", bucket, region),
    next: actual
      ? t("Sign for {0}, or leave the region out.", actual)
      : t("Leave the region out, or set that of the bucket."),
    action: openSettings(own),
  }),
  invalidEndpoint: ({ profile, endpoint, ...own }) => ({
    cause: t("The endpoint “{0}” of {1} is not a URL.", endpoint, profile),
    next: t("Write it as an address such as https://s3.example.com."),
    action: openSettings(own),
  }),
  endpointUnreachable: ({ endpoint, reason, ...own }) => ({
    cause: t("{0} cannot be reached: {1}", endpoint, reason),
    next: t("Check the network, {0}, and the region, then try again.", endpointName(own)),
    action: retry(),
  }),
  endpointSilent: ({ endpoint, seconds, ...own }) => ({
    cause: t("{0} did not answer within {1}.", endpoint, formatDuration(seconds)),
    next: t("Check the network, a proxy or VPN, and {0}, then try again.", endpointName(own)),
    action: retry(),
  }),
  objectDamaged: ({ key, by }) => ({
    cause: t("What arrived of {0} is not what S3 stores ({1} differs).", key, by),
    next: t("Try again; a proxy that changes data can be the cause."),
  }),
  partsLeft: ({ reason, ...upload }) => ({
    cause: t(
      "The upload of {0} failed, and its parts are still stored in bucket {1} ({2}).",
      upload.key,
      upload.bucket,
      reason,
    ),
    next: t("They are charged for until the upload is aborted, here or by a lifecycle rule of the bucket."),
    action: { title: t("Abort Upload"), command: commands.abortUpload, arguments: [upload] },
  }),
  fileFailed: ({ file, reason }) => ({
    cause: t("{0} cannot be read or written ({1}).", file, reason),
    next: t("Check that it is there, that you may use it, and that the disk is not full."),
  }),
  fileChanged: ({ file }) => ({
    cause: t("{0} changed while it was uploaded, so nothing was stored.", file),
    next: t("Try again when nothing writes to it."),
  }),
  fileExists: ({ file }) => ({
    cause: t("{0} exists already.", file),
    next: t("Choose another name, or allow it to be replaced."),
  }),
  folderNotEmpty: ({ key }) => ({
    cause: t("Folder {0} is not empty.", key),
    next: t("Delete what lies in it first."),
  }),
  notS3: ({ endpoint, status, ...own }) => ({
    cause: t("{0} answered {1}, but not as an S3 server does.", endpoint, status),
    next: t("Check {0}: it may be the address of a console or of a proxy's sign-in page.", endpointName(own)),
    action: openSettings(own),
  }),
  clockSkew: ({ seconds }) => ({
    cause:
      seconds > 0
        ? t("This computer's clock is {0} behind the server's.", formatDuration(seconds))
        : t("This computer's clock is {0} ahead of the server's.", formatDuration(-seconds)),
    next: t("Set the clock (turn on automatic time), then try again. S3 rejects requests when the clock is off."),
  }),
  noSuchBucket: ({ bucket, profile }) => ({
    cause: t("Bucket {0} does not exist at the endpoint of profile {1}.", bucket, profile),
    next: t("Check the name, or refresh the tree."),
    action: retry(),
  }),
  noSuchKey: ({ bucket, key }) => ({
    cause: t("{0} does not exist in bucket {1}.", key, bucket),
    next: t("It may have been deleted or renamed. Refresh the tree."),
    action: retry(),
  }),
  archived: ({ profile, bucket, key, storageClass }) => ({
    cause: t("{0} is archived ({1}) and cannot be read as it is.", key, storageClass),
    next: t("Restore it first; that takes minutes to days."),
    action: {
      title: t("Restore…"),
      command: commands.restore,
      arguments: [{ kind: "object", at: { connection: profile, bucket, key } }],
    },
  }),
  targetExists: ({ bucket, key }) => ({
    cause: t("{0} exists in bucket {1} already.", key, bucket),
    next: t("Nothing was changed. Choose another name."),
  }),
  changedMeanwhile: ({ bucket, key }) => ({
    cause: t("Somebody changed {0} in bucket {1} in the meantime.", key, bucket),
    next: t("It was left as it is. Refresh the tree, look at it, then try again."),
    action: retry(),
  }),
  copyNotVerified: ({ bucket, key, what }) => ({
    cause: {
      size: t("The copy {0} in bucket {1} has another size than the original.", key, bucket),
      etag: t("The copy {0} in bucket {1} has another ETag than the original.", key, bucket),
      checksum: t("The copy {0} in bucket {1} has another checksum than the original.", key, bucket),
    }[what],
    next: t("The original was kept. Delete the copy, then try again."),
  }),
  sameName: ({ name }) => ({
    cause: t("{0} has that name already.", name),
    next: t("Choose another one."),
  }),
  intoItself: ({ name, target }) => ({
    cause: t("{0} cannot go into {1}, which lies within it.", name, target),
    next: t("Choose a place outside."),
  }),
  bucketTaken: ({ bucket }) => ({
    cause: t("The name {0} is taken: bucket names are shared by all accounts.", bucket),
    next: t("Choose another one."),
  }),
  invalidSearch: ({ term, reason }) => ({
    cause: {
      empty: t("There is nothing to look for yet."),
      size: t("“{0}” is not a size.", term),
      date: t("“{0}” is not a date.", term),
      pattern: t("“{0}” is not a regular expression.", term),
    }[reason],
    next: t("Write for example report, *.csv, /^2026.*q[12]/, > 10MB or after 2026-01-01; all of them must hold."),
  }),
  invalidPair: ({ given }) => ({
    cause: t("“{0}” is not a name and a value.", given),
    next: t("Write it as name=value, more than one separated by commas."),
  }),
  invalidDays: ({ given }) => ({
    cause: t("“{0}” is not a number of days.", given),
    next: t("Write a whole number from 1 to 30000."),
  }),
  nothingSelected: () => ({
    cause: t("Nothing that this command works on is selected."),
    next: t("Select it in the tree first."),
  }),
  severalProfiles: () => ({
    cause: t("The selection belongs to several profiles."),
    next: t("S3 copies within one profile: select entries of one."),
  }),
  throttled: ({ operation }) => ({
    cause: t("The server asked to slow down ({0}).", operation),
    next: t("Wait a little, then try again."),
    action: retry(),
  }),
  serverFault: ({ operation, status, serverCode }) => ({
    cause: t("The server failed at {0} ({1} {2}).", operation, status, serverCode),
    next: t("Try again. If it lasts, the fault is the server's."),
    action: retry(),
  }),
  refused: ({ operation, status, serverCode, serverMessage }) => ({
    cause: t("The server refused {0} ({1} {2}): {3}", operation, status, serverCode, serverMessage),
    next: t("The log has the rest."),
    action: showLog(),
  }),
  notS3Link: ({ reason }) => ({
    cause: {
      empty: t("There is no link yet."),
      tooLong: t("This text is too long to be a link."),
      noLink: t("There is no link in this text."),
      notS3: t("This is not a link to S3."),
    }[reason],
    next: t("Paste a presigned URL, the JSON of an upload form, a curl command, or s3://bucket/key."),
  }),
  invalidLocation: ({ given }) => ({
    cause: t("“{0}” is not an S3 URI.", given),
    next: t("Write it as s3://bucket/key."),
  }),
  invalidBucket: ({ bucket }) => ({
    cause: t("“{0}” cannot be the name of a bucket.", bucket),
    next: t("A name has 3 to 63 lower-case letters, digits, dots and hyphens."),
  }),
  unsupportedArn: ({ arn, reason, ...own }) => ({
    cause: {
      multiRegion: t(
        "{0} is a Multi-Region Access Point: its links need a signature (SigV4A) that is not to be had here.",
        arn,
      ),
      outposts: t("{0} is on an S3 Outpost, for which no link can be signed here.", arn),
      pathStyle: own.connectionId
        ? t(
            "{0} is an access point. Access points don't support path-style addressing, which this connection uses.",
            arn,
          )
        : t("{0} is an access point. Access points don't support path-style addressing, which this profile uses.", arn),
    }[reason],
    next: {
      multiRegion: t("Name a bucket or an access point behind it."),
      outposts: t("Copy the object to a bucket in a region, and share that."),
      pathStyle: own.connectionId
        ? t("Name the bucket itself, or choose the virtual-hosted style for the connection.")
        : t("Name the bucket itself, or set s3.addressing_style to virtual."),
    }[reason],
    ...(reason === "pathStyle" && { action: openSettings(own) }),
  }),
  emptyKey: () => ({
    cause: t("The object key is empty."),
    next: t("Name an object: a link without a key would list the bucket."),
  }),
  keyTooLong: ({ bytes, limit }) => ({
    cause: t("The object key has {0}, but S3 allows {1}.", byteCount(bytes), byteCount(limit)),
    next: t("Shorten the key. Letters beyond ASCII count 2 to 4 bytes each."),
  }),
  invalidExpiry: ({ given, reason }) => ({
    cause: {
      notUnderstood: t("“{0}” is not a duration or a date and time.", given),
      notWhole: t("An expiry is a whole number of seconds, not {0}.", given),
      tooShort: t("An expiry of {0} is too short: 1 second is the least.", given),
      tooLong: t("An expiry of {0} is too long: S3 takes 7 days (604800 seconds) at most.", given),
      past: t("{0} is past.", given),
    }[reason],
    next: t("Write for example 3600, 90m, 2d or 2026-12-31 18:00."),
    action: openExpirySetting(),
  }),
  invalidFileName: ({ given }) => ({
    cause: t("“{0}” cannot be a file name.", given),
    next: t("Leave out slashes and control characters."),
  }),
  nothingToExport: ({ place }) => ({
    cause: t("There is no object under {0}.", place),
    next: t("Choose another bucket or folder."),
  }),
  tooLongForQr: ({ bytes, limit }) => ({
    cause: t("The link has {0}, but a QR code can hold {1}.", byteCount(bytes), byteCount(limit)),
    next: t("Sign it with a profile that has long-term keys: a session token makes most of the length."),
  }),
  termsNotKept: ({ name }) => ({
    cause: t("The terms of the link to {0} were not kept, because they hold a secret, a body or an address.", name),
    next: t("Sign it anew with the command that made it."),
  }),
  invalidContentType: ({ given }) => ({
    cause: t("“{0}” is not a content type.", given),
    next: t("Write it as type/subtype, for example text/plain; charset=utf-8."),
  }),
  unsupportedOperation: ({ operation, nearest }) => ({
    cause: t("S3 has no operation “{0}”.", operation),
    next:
      nearest.length > 0
        ? t("Did you mean {0}?", nearest.join(", "))
        : t("Name it as the S3 API does, for example GetObject or put_object."),
  }),
  unsupportedMethod: ({ operation, method }) => ({
    cause: t("{0} cannot be sent with the HTTP method {1}.", operation, method),
    next: t("Leave the method out, or use GET, HEAD, PUT, POST or DELETE."),
  }),
  missingParameter: ({ operation, parameter }) => ({
    cause: t("{0} needs the parameter {1}.", operation, parameter),
    next: t("Give it a value."),
  }),
  unknownParameter: ({ operation, parameter, known, nearest }) => ({
    cause: t("{0} has no parameter {1}.", operation, parameter),
    next: nearest.length > 0 ? t("Did you mean {0}?", nearest.join(", ")) : t("Use: {0}.", known.join(", ")),
  }),
  invalidParameter: ({ operation, parameter, ...expected }) => ({
    cause: t("The parameter {0} of {1} is not valid.", parameter, operation),
    next: t("Expected: {0}.", expectationText(expected)),
  }),
  bodyNotText: ({ operation, parameter }) => ({
    cause: t("{0} of {1} is not UTF-8 text, and a signed request holds its body as text.", parameter, operation),
    next: t("Leave {0} out: the recipient sends the file.", parameter),
  }),
  snippetRefused: ({ language, reason }) => ({ cause: refusalText(reason, language), next: t("Choose curl.") }),
  invalidCondition: ({ condition, reason }) => ({
    cause: {
      notACondition: t("{0} is not a condition.", condition),
      notOneProperty: t("The condition {0} does not name exactly one field.", condition),
      unknownOperator: t("The condition {0} begins with an operator that S3 does not have.", condition),
      wrongCount: t("The condition {0} does not have exactly three items.", condition),
      notText: t("In the condition {0} the field or its value is not text.", condition),
      noDollar: t("In the condition {0} the field lacks its $.", condition),
      exactOnly: t("The condition {0} is on a field that S3 only compares exactly.", condition),
      keyTwice: t("The condition {0} is a second one on the key.", condition),
      fileName: t("The condition {0} holds ${filename}, which S3 only replaces in fields.", condition),
    }[reason],
    next: t(
      "Write {0}, {1} or {2}.",
      '{"field": "value"}',
      '["starts-with", "$field", "prefix"]',
      '["content-length-range", 1, 1048576]',
    ),
  }),
  invalidSizeRange: ({ given, reason }) => ({
    cause: {
      notWhole: t("{0} is not a whole number of bytes.", given),
      negative: t("The size range {0} begins or ends below zero.", given),
      reversed: t("The size range {0} ends before it begins.", given),
      tooLarge: t("The size range {0} ends beyond 5 GB, the most that S3 takes in one upload.", given),
      twice: t("There is more than one size range, the first {0}.", given),
    }[reason],
    next: t("Give the least and the most bytes: 0 to 5368709120."),
  }),
  invalidSize: ({ given }) => ({
    cause: t("“{0}” is not a size.", given),
    next: t("Write for example 500 KB, 10 MB or 1 GB."),
  }),
  unknownField: ({ field }) => ({
    cause: t("S3 has no form field named “{0}”.", field),
    next: t("Correct the name, or begin that of a field of your own with x-ignore-."),
  }),
  reservedField: ({ field, reason }) => ({
    cause: {
      signer: t("The field {0} is filled when the form is signed.", field),
      file: t("The field {0} is the file itself, which the uploader adds last.", field),
      customerKey: t("The field {0} would hand your encryption key to everybody who has the form.", field),
    }[reason],
    next: t("Leave it out of the fields and conditions."),
  }),
  invalidField: ({ field, reason }) => ({
    cause: {
      notText: t("The value of the field {0} is not text.", field),
      status: t("The value of the field {0} is not 200, 201 or 204.", field),
      notTagging: t("The value of the field {0} is not a tagging document.", field),
      controlCharacter: t("The value of the field {0} has a line break or another control character.", field),
      notAscii: t("The value of the field {0} has characters beyond ASCII.", field),
      twice: t("The field {0} stands twice in the form.", field),
    }[reason],
    next:
      reason === "notTagging"
        ? t("Write {0}.", "<Tagging><TagSet><Tag><Key>…</Key><Value>…</Value></Tag></TagSet></Tagging>")
        : t("Correct the field."),
  }),
  fieldConflict: ({ field, value, condition }) => ({
    cause: t("The condition {0} contradicts “{1}”, which the form demands of the field {2}.", condition, value, field),
    next: t("Make them agree: S3 would refuse every upload."),
  }),
  fileNotWritten: ({ file, reason }) => ({
    cause: t("{0} cannot be written: {1}", file, reason),
    next: t("Choose another place."),
  }),
  unexpected: ({ reason }) => ({
    cause: t("Something unexpected happened: {0}", reason),
    next: t("The log has the rest."),
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
      return t("a date and time with its zone, such as 2026-12-31T18:00:00Z");
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
      return t("a name of ASCII letters, digits and hyphens");
    case "metadataSize":
      return t("names and values of {0} in total at most", byteCount(max ?? 0));
    case "source":
      return t("bucket/key, not percent-encoded");
    case "key256":
      return t("a key of 32 bytes, as text or in Base64");
    case "md5":
      return t("an MD5 digest in Base64");
    case "json":
      return t("JSON");
    case "hostLabel":
      return t("letters, digits and hyphens, 63 at most");
  }
}

/** Why a language has no snippet for a request, for a message or beside its name in a list. */
export function refusalText(reason: SnippetRefusal, language: string): string {
  return refusals[reason](language);
}

export function errorText({ code, details }: S3Error): ErrorText {
  return (texts[code] as (details: ErrorDetails[ErrorCode]) => ErrorText)(details);
}

/** Both sentences in one line: what happened, and what to do about it. */
export function errorMessage(error: S3Error): string {
  const { cause, next } = errorText(error);
  return `${cause} ${next}`;
}
