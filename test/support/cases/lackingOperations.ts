import type { S3Server } from "../s3Server/server.ts";

/** How servers respond to an operation that they lack: status and code. */
export const LACKING = [
  [501, "NotImplemented"],
  [405, "MethodNotAllowed"],
  [400, "NotImplemented"],
] as const;

/** Makes the strict server respond as if it lacked these operations, until its faults are cleared. */
export function lackOperations(
  { faults }: S3Server,
  operations: string[],
  [status, code]: readonly [number, string] = LACKING[0],
): void {
  for (const operation of operations) faults.add({ operation, fault: { kind: "status", status, code } });
}
