import type { Locator } from "playwright-core";

/** Milliseconds. VS Code shows a hover after 300. */
const TIMEOUT = 2000;

/** Whether an element becomes visible in a moment: VS Code ignores some input, so that it must be repeated. */
export const appears = (element: Locator): Promise<boolean> =>
  element.waitFor({ timeout: TIMEOUT }).then(
    () => true,
    () => false,
  );
