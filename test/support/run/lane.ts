import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// Runs the test files in its arguments one after another in one process, so that they share what they start.
for (const file of process.argv.slice(2)) await import(pathToFileURL(resolve(file)).href);
