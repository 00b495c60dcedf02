import * as vscode from "vscode";
import { type LinkEnd, lifetimeOf, readEnd, readIpRange, readStart } from "../core/sign/cloudFront/conditions.ts";
import type { CloudFrontForm } from "../core/sign/cloudFront/signCloudFront.ts";
import { exampleTime, formatDuration, formatTime } from "../host/text/format.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";

const { t } = vscode.l10n;

type Condition = "start" | "ipRange";

/** The settings of a link, as far as they have been chosen. */
export interface LinkDraft {
  end: LinkEnd;
  conditions: Condition[];
  start?: Date;
  ipRange?: string;
  form: CloudFrontForm;
}

export const newDraft: LinkDraft = { end: { seconds: 7 * 86_400 }, conditions: [], form: "url" };

/** @param single whether there is only one link: cookies for a second one would replace those for the first */
export function linkSteps(single: boolean): Step<LinkDraft>[] {
  return [
    { ask: endQuestion },
    { ask: conditionsQuestion },
    { when: ({ conditions }) => conditions.includes("start"), ask: startQuestion },
    { when: ({ conditions }) => conditions.includes("ipRange"), ask: ipRangeQuestion },
    { when: () => single, ask: formQuestion },
  ];
}

/** Days. */
const PRESETS = [7, 30, 90];

function endQuestion(draft: LinkDraft): ListQuestion<LinkDraft> {
  const presets = PRESETS.map((days) => {
    const end = { seconds: days * 86_400 };
    return { label: formatDuration(end.seconds), description: until(end), value: { ...draft, end } };
  });
  return {
    placeHolder: t("How long should the link be valid?"),
    choices: [
      ...presets,
      {
        label: t("Custom expiry…"),
        description: t("180d, or a date and time"),
        value: draft,
        next: () => customEndQuestion(draft),
      },
    ],
  };
}

function customEndQuestion(draft: LinkDraft): TextQuestion<LinkDraft> {
  return {
    prompt: t("Enter a duration (90m, 2d), a number of seconds, or a local date and time such as {0}", exampleTime()),
    placeHolder: "180d",
    read: (text) => ({ ...draft, end: readEnd(text, new Date()) }),
    preview: ({ end }) => until(end),
  };
}

function until(end: LinkEnd): string {
  const now = new Date();
  return t("until {0}", formatTime(new Date(now.getTime() + lifetimeOf(end, now) * 1000)));
}

function conditionsQuestion(draft: LinkDraft): ListQuestion<LinkDraft> {
  const choice = (condition: Condition) => ({ value: { ...draft, conditions: [condition] } });
  return {
    placeHolder: t("Select conditions for the link, or press Enter to continue without any"),
    choices: [
      { label: t("Start date…"), description: t("The link is not valid before this time"), ...choice("start") },
      { label: t("IP addresses…"), description: t("Only an IPv4 address or range can use it"), ...choice("ipRange") },
    ],
    combine: (chosen) => {
      const { start: _, ipRange: __, ...rest } = draft;
      return { ...rest, conditions: chosen.flatMap(({ conditions }) => conditions) };
    },
  };
}

function startQuestion(draft: LinkDraft): TextQuestion<LinkDraft> {
  return {
    prompt: t("Enter the local date and time from which the link is valid, such as {0}", exampleTime()),
    read: (text) => ({ ...draft, start: readStart(text, draft.end, new Date()) }),
    preview: ({ start }) => t("from {0}", formatTime(start as Date)),
  };
}

function ipRangeQuestion(draft: LinkDraft): TextQuestion<LinkDraft> {
  return {
    prompt: t("Enter the IPv4 address or range that can use the link"),
    placeHolder: "203.0.113.0/24",
    read: (text) => ({ ...draft, ipRange: readIpRange(text) }),
  };
}

function formQuestion(draft: LinkDraft): ListQuestion<LinkDraft> {
  return {
    placeHolder: t("Choose what to copy"),
    choices: [
      { label: t("Signed URL"), description: t("A link for anyone"), value: { ...draft, form: "url" } },
      {
        label: t("Signed cookies"),
        description: t("The Cookie header that programs or a website of your own send with requests"),
        value: { ...draft, form: "cookies" },
      },
    ],
  };
}
