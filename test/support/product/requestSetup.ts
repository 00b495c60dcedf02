import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { Browser } from "playwright-core";
import { Bucket } from "../../../src/core/bucket.ts";
import { createRequest, type NewRequest } from "../../../src/core/share/createRequest.ts";
import { DEFAULT_PAGES_PREFIX, newShareId, sharePlace } from "../../../src/core/share/sharePlace.ts";
import type { S3Target } from "../servers/s3Target.ts";
import { makeOlder } from "../vscode/olderBrowser.ts";
import { openS3 } from "./openS3.ts";
import { pageParts } from "./uploadPageParts.ts";

/** The prefix of what arrives. */
export const FOLDER = "in/";

/** A bucket for file requests, and browsers that open their pages. */
export async function requestSetup(
  context: TestContext,
  target: S3Target,
  browser: Browser | undefined,
  options: Parameters<S3Target["bucket"]>[1] = {},
) {
  const { client, strict } = target;
  const { s3 } = openS3(context, target);
  const name = await target.bucket(undefined, options);
  const connection = await s3.connection("test");
  const parts = await pageParts("requestPage");
  context.after(() => {
    strict?.faults.clear();
    strict?.quirks.clear();
  });
  const bucket = new Bucket(s3, connection, name);
  return {
    bucket,
    strict,
    request: (settings: Partial<NewRequest> = {}) => {
      const id = newShareId();
      const place = sharePlace(DEFAULT_PAGES_PREFIX, id);
      const texts = { title: "Photos", message: "From the trip" };
      return createRequest(bucket, {
        id,
        place,
        ...texts,
        folder: FOLDER,
        expiresIn: 600,
        largeFiles: 0,
        ...parts,
        ...settings,
      });
    },
    /** Errors on the page fail the test. */
    open: async (url: string, locale = "en-US", isOld = false) => {
      const browserContext = (await browser?.newContext({ locale })) ?? assert.fail("no browser");
      if (isOld) await makeOlder(browserContext);
      const page = await browserContext.newPage();
      page.setDefaultTimeout(20_000);
      const errors: unknown[] = [];
      page.on("pageerror", (error) => errors.push(error));
      page.on("dialog", (dialog) => void dialog.accept());
      context.after(async () => {
        await page.context().close();
        assert.deepEqual(errors, []);
      });
      await page.goto(url);
      return page;
    },
    read: async (Key: string) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    keys: async (Prefix: string) => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix }));
      return Contents.map(({ Key = "" }) => Key);
    },
  };
}
