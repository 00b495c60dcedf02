import { FILE_NAME } from "../../src/core/post/policy/policyRules.ts";
import { fillForm } from "../../src/core/post/upload/fillForm.ts";
import type { RequestPageData } from "../../src/core/share/requestPage.ts";
import { sendRequest } from "../reader/request.ts";
import { checkReadable, formBody, refusal } from "../uploadPage/formRequest.ts";
import type { ChosenFile } from "./files.ts";
import { md5Of } from "./md5.ts";
import { retrying, UploadFailure } from "./retry.ts";
import type { SlotUploadOptions } from "./slotUpload.ts";

/** Milliseconds without a byte in either direction. */
const IDLE_TIMEOUT = 120_000;

/** @throws UploadFailure; DOMException AbortError, NotReadableError */
export async function uploadByForm(
  form: NonNullable<RequestPageData["form"]>,
  key: string,
  { file }: ChosenFile,
  options: SlotUploadOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  const filled = fillForm(form, { name: file.name, ...(file.type && { contentType: file.type }) });
  const digest = "Content-MD5" in filled ? { "Content-MD5": (await md5Of(file, signal)).base64 } : {};
  // S3 replaces this text in a key with the name of the file, so that is the text itself.
  const body = formBody({ ...filled, ...digest, key }, file, key.includes(FILE_NAME) ? FILE_NAME : file.name);
  const { status, text } = await retrying(options, async () => {
    await checkReadable(file);
    return sendRequest("POST", form.url, {
      body,
      signal,
      onProgress: (loaded) => onProgress(Math.min(loaded, file.size)),
      idleTimeout: IDLE_TIMEOUT,
    });
  });
  if (status >= 300) throw new UploadFailure(refusal(status, text));
}
