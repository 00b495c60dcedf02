import type { App } from "../../app.ts";

const STORED_AS = "lastConnection";

/** ID of the profile or connection that a command used last, even if it no longer exists. */
export function lastConnection({ memory }: App): string | undefined {
  return memory.get<string>(STORED_AS);
}

export function rememberConnection(app: App, id: string): void {
  if (id !== lastConnection(app)) void app.memory.update(STORED_AS, id);
}
