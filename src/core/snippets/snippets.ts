import { curl } from "./curl.ts";
import { javascript } from "./javascript.ts";
import { powershell } from "./powershell.ts";
import { python } from "./python.ts";
import type { SnippetLanguage } from "./snippetLanguage.ts";
import { wget } from "./wget.ts";

/** In the order of the menu. */
export const SNIPPET_LANGUAGES: readonly SnippetLanguage[] = [curl, python, javascript, powershell, wget];
