import type { App } from "../app.ts";
import { sharedPost } from "../core/ledger/linkLedger.ts";
import type { Session } from "./session.ts";

/** For the view of what was shared: each signed form counts once, however often and in whatever shape it is handed out. */
export function reportShared({ shared }: App, { signed, state }: Session): void {
  if (!signed || signed.isReported) return;
  signed.isReported = true;
  const { bucket } = state;
  const { key = "" } = signed.form.fields;
  shared.fire([sharedPost(signed.form, { bucket, key }, signed.by)]);
}
