import type { App } from "../app.ts";
import { S3Error } from "../core/errors/errors.ts";
import { isApiUnattended } from "../host/settings.ts";
import { requiredText } from "./apiInput.ts";
import { confirmWithdrawal, known, stillValidTexts, withdrawOne } from "./withdraw.ts";

export interface WithdrawRequest {
  /** Of a page or a file request. */
  id: string;
}

export interface WithdrawnShare {
  /** Keys of the objects that were deleted. */
  removed: string[];
  /** Sentences that say what remains valid, and until when. */
  stillValid: string[];
}

/**
 * Withdraws a page or request.
 * @throws S3Error cancelled, unknownShare, notWithdrawn; see withdraw of core
 */
export async function withdrawByApi(app: App, given: unknown): Promise<WithdrawnShare> {
  const id = requiredText("withdraw", given, "id");
  const share = known(app, id);
  if (!isApiUnattended()) await confirmWithdrawal(app, [share]);
  const withdrawn = await withdrawOne(app, share);
  const [failure] = withdrawn.failed;
  if (failure) throw new S3Error("notWithdrawn", { key: failure.key, code: failure.code });
  return { removed: withdrawn.removed, stillValid: stillValidTexts(withdrawn) };
}
