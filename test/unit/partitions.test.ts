import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { resourceArn } from "../../src/core/address/arn.ts";
import { isAwsHost, PARTITIONS, partitionOf } from "../../src/core/address/partitions.ts";
import { splitUrl } from "../../src/core/address/rawUrl.ts";
import { readAddress } from "../../src/core/address/s3Address.ts";

interface SdkPartition {
  id: string;
  outputs: { dnsSuffix: string };
  regionRegex: string;
  regions: Record<string, object>;
}

const file = "node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js";
const sdk: SdkPartition[] = (await import(pathToFileURL(file).href)).partitionsInfo.partitions;

test("the partitions are those of the SDK, with the same suffixes and regions", () => {
  assert.ok(sdk.length >= 8);
  const listed = PARTITIONS.map(({ id, dnsSuffix, regions }) => ({ id, dnsSuffix, regions: regions.source }));
  assert.deepEqual(
    listed,
    sdk.map(({ id, outputs, regionRegex }) => ({
      id,
      dnsSuffix: outputs.dnsSuffix,
      regions: regionRegex.replaceAll("\\-", "-"),
    })),
  );
});

test("an ARN names the partition of the region, and an object of an access point follows its own ARN", () => {
  const accessPoint = "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/reports";
  assert.deepEqual(
    [
      resourceArn("docs", "eu-west-1"),
      resourceArn("docs", "cn-north-1", "a/b"),
      resourceArn("docs", "us-gov-west-1"),
      resourceArn("docs", "eusc-de-east-1", "a"),
      resourceArn("docs", ""),
      resourceArn(accessPoint, "cn-north-1"),
      resourceArn(accessPoint, "cn-north-1", "a/b"),
    ],
    [
      "arn:aws:s3:::docs",
      "arn:aws-cn:s3:::docs/a/b",
      "arn:aws-us-gov:s3:::docs",
      "arn:aws-eusc:s3:::docs/a",
      "arn:aws:s3:::docs",
      accessPoint,
      `${accessPoint}/object/a/b`,
    ],
  );
});

test("each region of the SDK belongs to its partition, and an S3 host in it is recognized as that of AWS", () => {
  for (const { id, outputs, regions } of sdk) {
    for (const region of Object.keys(regions).filter((name) => !name.endsWith("-global"))) {
      assert.equal(partitionOf(region), id, region);
      const host = `docs.s3.${region}.${outputs.dnsSuffix}`;
      assert.ok(isAwsHost(host), host);
      const url = splitUrl(`https://${host}/a`);
      assert.ok(url);
      assert.deepEqual(readAddress(url), {
        style: "virtual",
        bucket: "docs",
        key: "a",
        region,
        provider: "AWS",
        recognized: true,
      });
    }
  }
  assert.equal(partitionOf("eu-north-99"), "aws");
  for (const host of ["amazonaws.com.example.com", "s3.example.com", "notamazonaws.com"])
    assert.ok(!isAwsHost(host), host);
});
