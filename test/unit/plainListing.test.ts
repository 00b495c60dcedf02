import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { HttpResponse } from "@smithy/core/protocols";
import { readCompleteResponses } from "../../src/core/client/completeResponse.ts";
import { plainListing, readPlainListings } from "../../src/core/client/plainListing.ts";
import { assertQuick } from "../support/checks/processorTime.ts";
import { EXAMPLE_KEYS } from "../support/product/offlineClient.ts";

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const page = (inner: string, start = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult ${NAMESPACE}>`) =>
  `${start}${inner}</ListBucketResult>`;
const NAME = "<Name>bucket</Name>";
const LAST = "<IsTruncated>false</IsTruncated>";
const FIELDS = "<LastModified>2026-11-29T12:00:00.000Z</LastModified><Size>45</Size>";
const object = (key: string, fields = FIELDS) => `<Contents><Key>${key}</Key>${fields}</Contents>`;

/** A client that gets this page from its server. */
function clientFor(xml: string): S3Client {
  const handle = async () => ({
    response: new HttpResponse({ statusCode: 200, headers: {}, body: Readable.from([Buffer.from(xml)]) }),
  });
  return new S3Client({ region: "us-east-1", credentials: EXAMPLE_KEYS, requestHandler: { handle } });
}

/** The fields that the product uses, as the SDK reads them. */
async function readBySdk(xml: string) {
  const listing = await clientFor(xml).send(new ListObjectsV2Command({ Bucket: "bucket" }));
  const { Name, IsTruncated, EncodingType, NextContinuationToken, Contents, CommonPrefixes } = listing;
  const objects = Contents?.map(({ Key, Size, LastModified, StorageClass }) => ({
    Key,
    Size,
    LastModified,
    ...(StorageClass && { StorageClass }),
  }));
  return {
    Name,
    IsTruncated,
    ...(EncodingType && { EncodingType }),
    ...(NextContinuationToken && { NextContinuationToken }),
    ...(objects && { Contents: objects }),
    ...(CommonPrefixes && { CommonPrefixes }),
  };
}

const PLAIN = {
  "no objects": page(`${NAME}<Prefix></Prefix><KeyCount>0</KeyCount>${LAST}`),
  "objects with all their fields, as Amazon S3 sends them": page(
    `${NAME}<Prefix>a</Prefix><EncodingType>url</EncodingType>${LAST}${object(
      "a%2Fb",
      `<LastModified>2026-11-29T12:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumAlgorithm>SHA1</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>45</Size><Owner><ID>1</ID><DisplayName>a</DisplayName></Owner><StorageClass>GLACIER</StorageClass><RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress></RestoreStatus>`,
    )}${object("c")}`,
  ),
  "folders, and more pages": page(
    `${NAME}<IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b=</NextContinuationToken><CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>b &lt;c&gt;/</Prefix></CommonPrefixes>`,
  ),
  "keys with references and other characters": page(
    `${NAME}${LAST}${object("a&amp;amp;b&lt;&gt;&quot;&apos;.txt")}${object("한국어 😀.txt")}${object(" blanks ")}`,
  ),
  "line breaks between the elements": page(
    `\n  ${NAME}\n  ${LAST}\n  <Contents>\n    <Key>a</Key>\n    ${FIELDS}\n    <Owner>\n      <ID>1</ID>\n    </Owner>\n  </Contents>\n`,
    "<ListBucketResult>",
  ),
  "a size of many digits, and seconds without a fraction": page(
    `${NAME}${LAST}${object("a", "<Size>5497558138880</Size><LastModified>2026-11-29T12:00:00Z</LastModified>")}`,
  ),
};

for (const [what, xml] of Object.entries(PLAIN)) {
  test(`a plain page is read as by the SDK: ${what}`, async () => {
    assert.deepEqual(plainListing(xml), await readBySdk(xml));
  });
}

const LEFT = {
  "a comment": page(`${NAME}<!-- -->${LAST}`),
  CDATA: page(`<Name><![CDATA[bucket]]></Name>${LAST}`),
  "an attribute": page(`${NAME}${LAST}<Contents><Key xml:space="preserve">a</Key>${FIELDS}</Contents>`),
  "another namespace": page(
    `${NAME}${LAST}`,
    '<s3:ListBucketResult xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/">',
  ),
  "an empty element": page(`${NAME}${LAST}<Contents/>`),
  "a numeric reference": page(`${NAME}${LAST}${object("a&#38;b")}`),
  "an unknown reference": page(`${NAME}${LAST}${object("a&nbsp;b")}`),
  "a carriage return in a key": page(`${NAME}${LAST}${object("a\rb")}`),
  "two prefixes in one element": page(
    `${NAME}${LAST}<CommonPrefixes><Prefix>a/</Prefix><Prefix>b/</Prefix></CommonPrefixes>`,
  ),
  "two keys of one object": page(`${NAME}${LAST}${object("a", `${FIELDS}<Key>b</Key>`)}`),
  "two statements about more pages": page(
    `${NAME}<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${LAST}`,
  ),
  "an unknown group": page(`${NAME}${LAST}<Other><Key>a</Key></Other>`),
  "a group in a folder": page(`${NAME}${LAST}<CommonPrefixes><Owner><ID>1</ID></Owner></CommonPrefixes>`),
  "no key": page(`${NAME}${LAST}<Contents>${FIELDS}</Contents>`),
  "an empty key": page(`${NAME}${LAST}${object("")}`),
  "an HTTP date": page(
    `${NAME}${LAST}${object("a", "<LastModified>Sun, 29 Nov 2026 12:00:00 GMT</LastModified><Size>1</Size>")}`,
  ),
  "a date that does not exist": page(
    `${NAME}${LAST}${object("a", "<LastModified>2026-13-29T12:00:00Z</LastModified><Size>1</Size>")}`,
  ),
  "no date": page(`${NAME}${LAST}${object("a", "<Size>1</Size>")}`),
  "a size with blanks": page(
    `${NAME}${LAST}${object("a", "<LastModified>2026-11-29T12:00:00Z</LastModified><Size> 1 </Size>")}`,
  ),
  "1 for true": page(`${NAME}<IsTruncated>1</IsTruncated><NextContinuationToken>t</NextContinuationToken>`),
  "more pages without a token": page(`${NAME}<IsTruncated>true</IsTruncated>`),
  "nothing about more pages": page(NAME),
  "no name of the bucket": page(LAST),
  "an error": `<?xml version="1.0"?><Error><Code>SlowDown</Code></Error>`,
  "a page of a website": "<!DOCTYPE html><html><body>Sign in</body></html>",
  "a page that ends too soon": page(`${NAME}${LAST}${object("a")}`).slice(0, -30),
  "text between elements": page(`${NAME}text${LAST}`),
  "something after its end": `${page(NAME + LAST)}<Other>a</Other>`,
};

for (const [what, xml] of Object.entries(LEFT)) {
  test(`a page is left to the SDK: ${what}`, () => {
    assert.equal(plainListing(xml), undefined);
  });
}

test("a client reads a plain page without the SDK's parser, and other pages with it", async () => {
  const read = async (xml: string) => {
    const client = clientFor(xml);
    readCompleteResponses(client, 1000);
    readPlainListings(client);
    const { Contents, $metadata } = await client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
    assert.equal($metadata.httpStatusCode, 200);
    return Contents;
  };
  const plain = page(`${NAME}${LAST}${object("a", `${FIELDS}<ETag>&quot;e&quot;</ETag>`)}`);
  const expected = { Key: "a", Size: 45, LastModified: new Date("2026-11-29T12:00:00Z") };
  // Only the SDK reads the ETag.
  assert.deepEqual(await read(plain), [expected]);
  assert.deepEqual(await read(plain.replace(LAST, `${LAST}<!-- -->`)), [{ ...expected, ETag: '"e"' }]);
});

test("a hostile page is refused quickly", () => {
  const hostile = {
    starts: page(`${NAME}${LAST}${"<Contents>".repeat(100_000)}`),
    blanks: page(`${NAME}${LAST}${" ".repeat(1_000_000)}<x>`),
    references: page(`${NAME}${LAST}${object("&".repeat(1_000_000))}`),
  };
  for (const [what, xml] of Object.entries(hostile))
    assertQuick(() => assert.equal(plainListing(xml), undefined), 0.5, what);
});
