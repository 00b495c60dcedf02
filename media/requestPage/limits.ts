import { MAX_KEY_BYTES } from "../../src/core/address/location.ts";
import { MAX_REQUEST_SIZE } from "../../src/core/client/sizeLimits.ts";
import type { RequestPageData } from "../../src/core/share/requestPage.ts";
import { MAX_OBJECT_SIZE } from "../../src/core/share/slotManifest.ts";
import { writeExactSize, writeSize } from "../../src/core/text/size.ts";
import { language } from "../reader/language.ts";
import { kind, say } from "../uploadPage/texts.ts";
import type { ChosenFile } from "./files.ts";
import { write } from "./texts.ts";

/** The limits as sentences for the sender. */
export function limitTexts(data: RequestPageData): string[] {
  const { maxSize, contentType, form, slots } = data;
  const isLimited = maxSize !== undefined || slots.length === 0;
  const mayBeLarge = form && slots.length > 0 && (maxSize === undefined || maxSize > MAX_REQUEST_SIZE);
  return [
    ...(isLimited ? [say("largest", writeExactSize(largest(data), language))] : []),
    ...(contentType ? [say("type", kind(contentType))] : []),
    ...(mayBeLarge ? [write("largeFiles", writeSize(MAX_REQUEST_SIZE, language), slots.length)] : []),
    ...(form ? [] : [write("slotsOnly", slots.length)]),
  ];
}

/** Bytes that a file can have at most. */
const largest = ({ maxSize = MAX_OBJECT_SIZE, slots }: RequestPageData): number =>
  Math.min(maxSize, slots.length > 0 ? MAX_OBJECT_SIZE : MAX_REQUEST_SIZE);

/** Whether a file is sent into a slot. */
export const needsSlot = ({ form }: RequestPageData, { file }: ChosenFile): boolean =>
  !form || file.size > MAX_REQUEST_SIZE;

/** Why a file can't be sent, checked before anything is sent. S3 enforces neither size nor type in a slot. */
export function failureOf(data: RequestPageData, chosen: ChosenFile, key: string): string | undefined {
  const { file, isUnreadable } = chosen;
  if (isUnreadable) return say("unreadable");
  const limit = largest(data);
  if (file.size > limit) return say("tooLarge", writeExactSize(file.size, language), writeExactSize(limit, language));
  if (!isWantedType(data.contentType, file.type))
    return say("wrongType", kind(data.contentType ?? ""), file.type || say("noType"));
  return new TextEncoder().encode(key).length > MAX_KEY_BYTES ? write("longName") : undefined;
}

function isWantedType(wanted: string | undefined, type: string): boolean {
  if (!wanted) return true;
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
