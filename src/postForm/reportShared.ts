import type { App } from "../app.ts";
import { sharedPost } from "../core/ledger/linkLedger.ts";
import type { Session } from "./session.ts";

/** Reports a signed form to Shared Links, once per form however often it is copied or saved. */
export function reportShared({ shared }: App, { signed, state }: Session): void {
  if (!signed || signed.isReported) return;
  signed.isReported = true;
  const { bucket } = state;
  const { key = "" } = signed.form.fields;
  shared.fire([sharedPost(signed.form, { bucket, key }, signed.by)]);
}
