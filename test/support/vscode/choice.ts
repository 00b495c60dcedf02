/** The VS Code that the host suite runs in, and the reason. */
export type VSCodeChoice = { kind: "desktop"; executable: string; why: string } | { kind: "server"; why: string };

export interface Environment {
  /** The value of VSCODE_EXECUTABLE. */
  executable: string | undefined;
  hasDisplay: boolean;
  /** Finds or fetches a desktop build and returns its executable. */
  fetch: () => Promise<string>;
  /** Time limit of `fetch` in milliseconds. */
  timeout: number;
}

/** Desktop VS Code if available; otherwise the server, which needs neither a network nor a display. */
export async function chooseVSCode({ executable, hasDisplay, fetch, timeout }: Environment): Promise<VSCodeChoice> {
  if (executable) return { kind: "desktop", executable, why: "VSCODE_EXECUTABLE is set" };
  if (!hasDisplay) return { kind: "server", why: "desktop VS Code needs a display" };
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not available after ${timeout / 1000} s`)), timeout);
  try {
    return {
      kind: "desktop",
      executable: await Promise.race([fetch(), late.promise]),
      why: "@vscode/test-electron provides it",
    };
  } catch (error) {
    return { kind: "server", why: `desktop VS Code could not be fetched: ${(error as Error).message}` };
  } finally {
    clearTimeout(timer);
  }
}
