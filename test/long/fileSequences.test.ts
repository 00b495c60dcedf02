import { test } from "node:test";
import { runFileSequences } from "../support/cases/fileSequences.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

test("2,000 sequences of file operations leave S3 in the same state as a plain map", async (context) => {
  const { s3 } = openS3(context, target.current);
  await runFileSequences(await s3.access(await s3.connection("test"), await target.current.bucket()), 2000);
});
