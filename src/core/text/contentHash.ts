import { hash } from "node:crypto";

/** A source of a Content-Security-Policy that allows exactly this inline script or style. */
export const contentHash = (text: string): string => `'sha256-${hash("sha256", text, "base64")}'`;
