import type { Memento } from "vscode";
import type { PostFormState } from "./protocol.ts";
import { readState } from "./readMessage.ts";

/** Storage key of the previous settings for a connection and bucket. Only choices are stored, nothing signed. */
const slot = ({ connection, bucket }: Pick<PostFormState, "connection" | "bucket">) =>
  `postForm ${connection} ${bucket}`;

export function recall(
  memory: Memento,
  place: Pick<PostFormState, "connection" | "bucket">,
): PostFormState | undefined {
  return readState(memory.get<unknown>(slot(place)));
}

export function remember(memory: Memento, state: PostFormState): void {
  void memory.update(slot(state), state);
}

export function forget(memory: Memento, place: Pick<PostFormState, "connection" | "bucket">): void {
  void memory.update(slot(place), undefined);
}
