import { createHash } from "node:crypto";
import type { Bucket } from "../bucket.ts";
import { MAX_REQUEST_SIZE } from "../client/sizeLimits.ts";
import { isUnsupported } from "../client/unsupported.ts";
import { isS3Error, ofOwn, type S3Error } from "../errors/errors.ts";
import { FRESH_SETTINGS, type Pair, postRequestFor, UNKNOWN_TYPE } from "../post/policy/uploadSettings.ts";
import { uploadByForm } from "../post/upload/upload.ts";
import { distinctWarnings, earliest } from "../sign/linkTimes.ts";
import type { SignedPost, WarningCode } from "../sign/signedRequest.ts";
import { checkBucket } from "./checkBucket.ts";
import { acceptedHeader, storeAsTest, type WriteSettings } from "./requiredHeader.ts";
import { newShareId, type SharePlace } from "./sharePlace.ts";
import { type OpenedSlots, openSlots, testSlot } from "./slots.ts";

/** What senders may send, and for how long. */
export interface RequestSettings {
  /** Prefix for what arrives. Ends with a slash. */
  folder: string;
  /** Seconds. */
  expiresIn: number;
  /** Bytes. */
  maxSize?: number;
  /** `type/subtype`, or a family such as `image/*`. */
  contentType?: string;
  /** How many files may be too large for a form, or, without forms, how many files there may be at all. */
  largeFiles: number;
  write?: WriteSettings;
}

/** The form and the slots of a request, tested and open. */
export interface OpenedRequest extends OpenedSlots {
  effectiveExpiresAt: string;
  /** Absent if the server has no upload forms. */
  form?: SignedPost;
  /** Whether the bucket locks new objects, and so requires a Content-MD5. */
  needsMd5: boolean;
  /** Why there are no slots, although they were wanted. */
  withoutSlots?: S3Error;
}

/**
 * Signs the form and opens the slots of a request. Both are tested with exactly the fields that senders will use, and the
 * test is removed.
 * @throws S3Error noPostForms if there would be no way to send anything; formDenied, accessDenied, …
 */
export async function openRequest(
  bucket: Bucket,
  { slots: prefix }: SharePlace,
  settings: RequestSettings,
  signal?: AbortSignal,
): Promise<OpenedRequest> {
  checkBucket(bucket);
  const needsMd5 = await bucket.locksByDefault();
  const { form, failure } = await testedForm(bucket, settings, needsMd5, signal);
  const { expiresIn, largeFiles, write } = settings;
  const options = { expiresIn, ...(write && { write }), ...(signal && { signal }) };
  let withoutSlots: S3Error | undefined;
  if (largeFiles > 0) {
    withoutSlots = await testSlot(bucket, `${prefix}test`, options).then(() => undefined, noMultipart);
  }
  if (failure && (largeFiles === 0 || withoutSlots)) throw withoutSlots ?? failure;
  const opened = await openSlots(bucket, prefix, withoutSlots ? 0 : largeFiles, options);
  const ends = [opened.effectiveExpiresAt, form?.effectiveExpiresAt].filter((end) => end !== undefined);
  const warnings = [...(form?.warnings ?? []), ...opened.warnings].filter(({ code }) => !OF_FORMS.has(code));
  return {
    ...opened,
    ...(form && { form }),
    ...(withoutSlots && { withoutSlots }),
    needsMd5,
    effectiveExpiresAt: earliest(ends),
    warnings: distinctWarnings(warnings),
  };
}

/** The header that a bucket requires of files that are sent by a form. @returns undefined as acceptedHeader does */
export async function requiredByForms(
  bucket: Bucket,
  settings: RequestSettings,
  signal?: AbortSignal,
): Promise<WriteSettings | undefined> {
  const needsMd5 = await bucket.locksByDefault();
  return acceptedHeader(async (write) => {
    const { form } = await testedForm(bucket, { ...settings, write }, needsMd5, signal);
    return form !== undefined;
  }, signal);
}

/** Warnings about forms that anyone may fill in by hand. The page fills in everything. */
const OF_FORMS = new Set<WarningCode>([
  ...(["prefixOverwritten", "fieldLeftToUploader", "noSizeLimit"] as const),
  ...(["checksumRequired", "checksumFieldMissing"] as const),
]);

/** @throws any error that does not say that there can be no slots */
function noMultipart(error: unknown): S3Error {
  if (isS3Error(error) && (error.code === "accessDenied" || isUnsupported(error))) return error;
  throw error;
}

/** @returns the failure if the server has no upload forms */
async function testedForm(
  bucket: Bucket,
  settings: RequestSettings,
  needsMd5: boolean,
  signal: AbortSignal | undefined,
): Promise<{ form?: SignedPost; failure?: S3Error }> {
  try {
    const form = await bucket.presignPost(formRequest(settings, needsMd5), signal);
    await testForm(bucket, form, settings, signal);
    return { form };
  } catch (error) {
    if (!isS3Error(error) || error.code !== "noPostForms") throw error;
    bucket.rejectForms();
    return { failure: error };
  }
}

function formRequest({ folder, expiresIn, maxSize, contentType = "", write }: RequestSettings, needsMd5: boolean) {
  const digest: Pair[] = needsMd5 ? [["Content-MD5", ""]] : [];
  const { bucket: _, ...request } = postRequestFor(
    {
      ...FRESH_SETTINGS,
      keyMode: "free",
      key: folder,
      minSize: "",
      maxSize: maxSize === undefined ? "" : String(Math.min(maxSize, MAX_REQUEST_SIZE)),
      contentType,
      encryption: write?.ServerSideEncryption ?? "",
      acl: write?.ACL ?? "",
      fields: [],
      conditions: digest.map(([name, value]) => ["starts-with", name, value]),
    },
    expiresIn,
  );
  return { ...request, fields: { ...request.fields, ...Object.fromEntries(digest) } };
}

/** Uploads an empty file and deletes it. */
async function testForm(
  bucket: Bucket,
  form: SignedPost,
  { folder, contentType = UNKNOWN_TYPE }: RequestSettings,
  signal: AbortSignal | undefined,
): Promise<void> {
  const content = Buffer.alloc(0);
  const digest = createHash("md5").update(content).digest("base64");
  const fields = "Content-MD5" in form.fields ? { ...form.fields, "Content-MD5": digest } : form.fields;
  const file = { content, name: `test-${newShareId()}`, contentType: contentType.replace("*", "test") };
  const { connection } = bucket;
  const settings = { profile: connection.profile, ...ofOwn(connection), ...(signal && { signal }) };
  await storeAsTest(bucket, folder + file.name, () => uploadByForm({ ...form, fields }, file, settings));
}
