import * as vscode from "vscode";
import { cancellation, isS3Error, S3Error } from "../../core/errors/errors.ts";
import type { CredentialsEnd } from "../../core/identity/credentialsEnd.ts";
import { STORAGE_CLASSES } from "../../core/objects/cannedValues.ts";
import { parseExpiry } from "../../core/sign/expiry.ts";
import { defaultExpiry } from "../settings.ts";
import { errorMessage } from "../text/errorText.ts";
import { formatDuration, formatTime } from "../text/format.ts";
import { plainItem, plainWords } from "../text/plainWords.ts";

export interface Choice<T> extends vscode.QuickPickItem {
  value: T;
}

/** @throws S3Error cancelled on Escape */
export async function pick<T>(title: string, placeHolder: string, choices: Choice<T>[]): Promise<T> {
  const choice = await vscode.window.showQuickPick(choices.map(plainItem), {
    title,
    placeHolder,
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  if (!choice) throw cancellation();
  return choice.value;
}

/**
 * @param read turns the text into the value or throws an S3Error, whose sentence is shown while the user types
 * @param preview a line about a valid value
 * @throws S3Error cancelled on Escape
 */
export async function ask<T>(
  options: vscode.InputBoxOptions,
  read: (text: string) => T,
  preview?: (value: T) => string,
): Promise<T> {
  const validateInput = (text: string) => {
    try {
      const value = read(text);
      return preview && { message: plainWords(preview(value)), severity: vscode.InputBoxValidationSeverity.Info };
    } catch (error) {
      if (!isS3Error(error)) throw error;
      return { message: plainWords(errorMessage(error)), severity: vscode.InputBoxValidationSeverity.Error };
    }
  };
  const { prompt = "" } = options;
  const asked = { ...options, prompt: plainWords(prompt), ignoreFocusOut: true, validateInput };
  const text = await vscode.window.showInputBox(asked);
  if (text === undefined) throw cancellation();
  return read(text);
}

/**
 * Any number of choices, none too.
 * @throws S3Error cancelled on Escape
 */
export async function pickMany<T>(title: string, placeHolder: string, choices: Choice<T>[]): Promise<T[]> {
  const options = { title, placeHolder, ignoreFocusOut: true, canPickMany: true } as const;
  const chosen = await vscode.window.showQuickPick(choices.map(plainItem), options);
  if (!chosen) throw cancellation();
  return chosen.map(({ value }) => value);
}

const PRESETS = [900, 3600, 12 * 3600, 86_400, 3 * 86_400, 7 * 86_400];

/** Seconds, each with the time until which a link would truly work. */
export function expiryChoices(end: CredentialsEnd = { kind: "lasting" }): Choice<number | "ask">[] {
  const preferred = defaultExpiry();
  const presets = [preferred, ...PRESETS.filter((seconds) => seconds !== preferred)];
  return [
    ...presets.map((value) => ({ label: formatDuration(value), description: until(value, end), value })),
    {
      label: vscode.l10n.t("Custom expiry…"),
      description: vscode.l10n.t("90m, 2d, or a date and time. Maximum: 7 days."),
      value: "ask",
    },
  ];
}

/** @returns seconds */
export function askExpiry(title: string, end?: CredentialsEnd): Promise<number> {
  const prompt = vscode.l10n.t(
    "Enter a duration (90m, 2d), a number of seconds, or a local date and time such as {0}",
    exampleTime(),
  );
  const preview = (seconds: number) => until(seconds, end);
  return ask({ title, prompt, placeHolder: "90m" }, (text) => parseExpiry(text, new Date()), preview);
}

function until(seconds: number, end?: CredentialsEnd): string {
  const asked = new Date(Date.now() + seconds * 1000);
  if (end?.kind === "unknown") return vscode.l10n.t("until {0}, or until the session expires", formatTime(asked));
  // A minute more or less is not worth a word.
  if (end?.kind !== "ends" || end.at.getTime() + 60_000 >= asked.getTime())
    return vscode.l10n.t("until {0}", formatTime(asked));
  return vscode.l10n.t("only until {0}, when the credentials expire", formatTime(end.at));
}

/** Tomorrow at six in the evening, as parseExpiry reads it. */
function exampleTime(): string {
  const tomorrow = new Date(Date.now() + 86_400_000);
  const [month, day] = [tomorrow.getMonth() + 1, tomorrow.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${tomorrow.getFullYear()}-${month}-${day} 18:00`;
}

interface ContentTypeOptions {
  placeHolder: string;
  /** What leaving it open is called. */
  none: string;
  suggestion: string | null | undefined;
}

export async function pickContentType(
  title: string,
  { placeHolder, none, suggestion }: ContentTypeOptions,
): Promise<string | undefined> {
  const types = new Set([...(suggestion ? [suggestion] : []), "text/plain; charset=utf-8", "application/octet-stream"]);
  const other = Symbol();
  const choices: Choice<string | undefined | typeof other>[] = [
    { label: none, value: undefined },
    ...[...types].map((value) => ({ label: value, value })),
    { label: vscode.l10n.t("Other content type…"), value: other },
  ];
  const chosen = await pick(title, placeHolder, choices);
  if (chosen !== other) return chosen as string | undefined;
  const prompt = vscode.l10n.t("Enter a content type, such as text/csv");
  return ask({ title, prompt, placeHolder: "type/subtype" }, readContentType);
}

/** `type/subtype` and parameters, as in RFC 9110 section 8.3.1. */
function readContentType(given: string): string {
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;\s*[\w-]+=("[^"\\]*"|[^\s";]+))*$/.test(given.trim())) {
    throw new S3Error("invalidContentType", { given });
  }
  return given.trim();
}

export function pickStorageClass(title: string): Promise<string> {
  const choices = STORAGE_CLASSES.map((value) => ({ label: value, value }));
  return pick<string>(title, vscode.l10n.t("Choose a storage class"), choices);
}
