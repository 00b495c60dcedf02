import type { App } from "../app.ts";
import { needsInteraction } from "../core/identity/interaction.ts";
import { mayRequest, nextPlace, withAttempt } from "../core/share/arrivalPlan.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import { notifyArrived } from "./notifyArrived.ts";

/** Milliseconds for which a listing that no one has asked for may take. */
const TIMEOUT = 60_000;

/**
 * Lists one place of one request, if that is due.
 * @throws S3Error see arrivedInFolder
 */
export async function lookForArrivals(app: App): Promise<void> {
  if (!mayRequest(app.arrivals.memory(), new Date())) return;
  const shares = await silentShares(app);
  const now = new Date();
  // Another window may have been faster.
  const memory = app.arrivals.memory();
  const next = nextPlace(memory, shares, now);
  if (!next || !mayRequest(memory, now)) return;
  const { share, place } = next;
  await app.arrivals.update((known) => withAttempt(known, share, place, now));
  const bucket = await app.bucket(share);
  const { arrivedInFolder, arrivedInSlots } = app.aws();
  const list = place === "folder" ? arrivedInFolder : arrivedInSlots;
  const listed = await list(bucket, share, AbortSignal.timeout(TIMEOUT));
  const count = await app.arrivals.remember(share, place, listed);
  if (count > 0) void notifyArrived(app, share, count);
}

/** The requests whose connections can sign without the user. */
async function silentShares(app: App): Promise<KeptShare[]> {
  const { config, profiles } = await app.s3().profiles();
  const silent = new Set(
    profiles.flatMap(({ connection }) => (connection && !needsInteraction(config, connection) ? [connection.id] : [])),
  );
  return app.shares.list().filter(({ connection }) => silent.has(connection));
}
