import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { commonFolder, type S3Location, s3Uri } from "../../core/address/location.ts";
import type { Bucket } from "../../core/bucket.ts";
import type { ObjectPage } from "../../core/client/pages.ts";
import { S3Error } from "../../core/errors/errors.ts";
import type { ExportedObject, ExportSource } from "../../core/export/exportLinks.ts";
import { isArchived } from "../../core/objects/archive.ts";
import type { BulkSigner } from "../../core/sign/bulkSigner.ts";
import { distinctWarnings, firstToExpire, type LinkTimes } from "../../core/sign/linkTimes.ts";
import { isPageKey } from "../settings.ts";
import { signerNames } from "../text/signerName.ts";
import type { ListedObject } from "./givenNodes.ts";

/** A bucket, folder or object, with what its listing said about it. */
export interface ChosenPlace extends S3Location {
  object?: ListedObject;
}

/** What will be exported, going by the first page of each place. */
export interface ExportPlan {
  /** `s3://bucket/folder/`, or the number of places. */
  title: string;
  /** Number of objects known so far. */
  atLeast: number;
  /** How many of them are archived, going by their storage class. */
  archived: number;
  /** Whether there are more objects. */
  open: boolean;
  /** One per connection and bucket. */
  parts: ExportPart[];
  /** Names of the signers. */
  signers: string;
}

export interface ExportPart {
  bucket: Bucket;
  base: string;
  signer: BulkSigner;
  /** The known objects or the first page of each chosen place. */
  starts: Start[];
}

type Start = { objects: ExportedObject[] } | { prefix: string; first: ObjectPage };

/** @throws S3Error nothingToExport, and the errors of S3.bulkSigner and S3.objects */
export async function planExport(
  app: App,
  chosen: ChosenPlace[],
  expiresIn: number,
  signal: AbortSignal,
): Promise<ExportPlan> {
  const places = withoutCovered(chosen);
  const groups = Map.groupBy(places, ({ connection, bucket }) => `${connection} ${bucket}`);
  const parts: ExportPart[] = [];
  for (const group of groups.values()) parts.push(await planPart(app, group, expiresIn, signal));
  const starts = parts.flatMap((part) => part.starts);
  const atLeast = starts.reduce((sum, start) => sum + objectsOf(start).length, 0);
  const listed = starts.flatMap((start) => ("first" in start ? start.first.objects : []));
  const archived = listed.filter(({ storageClass }) => isArchived(storageClass)).length;
  const title = titleOf(places);
  const open = starts.some((start) => "first" in start && start.first.next !== undefined);
  if (atLeast === 0 && !open) throw new S3Error("nothingToExport", { place: title });
  const signers = await signerNames(
    app,
    parts.map(({ bucket }) => bucket.connection),
  );
  return { title, atLeast, archived, open, parts, signers };
}

async function planPart(app: App, places: ChosenPlace[], expiresIn: number, signal: AbortSignal): Promise<ExportPart> {
  const bucket = await app.bucket(places[0] as ChosenPlace);
  const starts: Start[] = [];
  for (const { key, prefix = "", versionId, object } of places) {
    if (key !== undefined && isPageKey(key)) continue;
    if (key === undefined) {
      const { objects, ...rest } = await bucket.firstPage(prefix, signal);
      starts.push({ prefix, first: { ...rest, objects: objects.filter(({ key }) => !isPageKey(key)) } });
      continue;
    }
    const last = starts.at(-1);
    const entry = { ...object, key, ...(versionId !== undefined && { versionId }) };
    if (last && "objects" in last) last.objects.push(entry);
    else starts.push({ objects: [entry] });
  }
  const signer = await bucket.bulkSigner({ expiresIn }, signal);
  const base = commonFolder(places.map(({ key, prefix = "" }) => key ?? prefix));
  return { bucket, base, signer, starts };
}

/** All pages of each place, without what belongs to shared pages: first the known page, then those still to be loaded. */
export function sourcesOf({ parts }: ExportPlan, signal: AbortSignal): ExportSource[] {
  return parts.flatMap(({ bucket, base, signer, starts }) =>
    starts.map((start) => ({
      bucket: bucket.name,
      base,
      signer,
      pages:
        "objects" in start
          ? [start.objects]
          : bucket.objects(start.prefix, { first: start.first, signal, leaveOut: isPageKey }),
    })),
  );
}

/** The times of the link that expires first, with the warnings of all. */
export function timesOf({ parts }: ExportPlan): LinkTimes {
  const times = parts.map(({ signer }) => signer.times());
  const warnings = distinctWarnings(times.flatMap((each) => each.warnings));
  return { ...(firstToExpire(times) as LinkTimes), warnings };
}

function objectsOf(start: Start): readonly ExportedObject[] {
  return "objects" in start ? start.objects : start.first.objects;
}

/** Drops places inside another chosen folder or bucket, which already includes them. */
export function withoutCovered(places: ChosenPlace[]): ChosenPlace[] {
  const covers = (one: ChosenPlace, other: ChosenPlace) =>
    one !== other &&
    one.key === undefined &&
    one.connection === other.connection &&
    one.bucket === other.bucket &&
    (other.key ?? other.prefix ?? "").startsWith(one.prefix ?? "") &&
    !(other.key === undefined && (other.prefix ?? "") === (one.prefix ?? ""));
  return places.filter((place) => !places.some((other) => covers(other, place)));
}

export function titleOf(places: ChosenPlace[]): string {
  const [only] = places;
  if (places.length === 1 && only) return s3Uri(only);
  return vscode.l10n.t("{0} selected locations", places.length);
}
