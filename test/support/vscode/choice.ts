/** Which VS Code the host suite runs in, and why. */
export type VSCodeChoice = { kind: "desktop"; executable: string; why: string } | { kind: "server"; why: string };

export interface Environment {
  /** What VSCODE_EXECUTABLE names. */
  executable: string | undefined;
  hasDisplay: boolean;
  /** Finds or fetches a desktop build and returns its executable. */
  fetch: () => Promise<string>;
  /** Milliseconds that `fetch` may take. */
  timeout: number;
}

/** Desktop VS Code where one can be had; the server never fails for want of a network or a display. */
export async function chooseVSCode({ executable, hasDisplay, fetch, timeout }: Environment): Promise<VSCodeChoice> {
  if (executable) return { kind: "desktop", executable, why: "VSCODE_EXECUTABLE names it" };
  if (!hasDisplay) return { kind: "server", why: "a desktop one needs a display" };
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not there after ${timeout / 1000} s`)), timeout);
  try {
    return {
      kind: "desktop",
      executable: await Promise.race([fetch(), late.promise]),
      why: "@vscode/test-electron has it",
    };
  } catch (error) {
    return { kind: "server", why: `a desktop one could not be fetched: ${(error as Error).message}` };
  } finally {
    clearTimeout(timer);
  }
}
