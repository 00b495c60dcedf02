import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exampleLink,
  readShareUrl,
  renameShareEntries,
  type ShareAddress,
  shareAddressFor,
  shareEntries,
  urlAtShareAddress,
} from "../../src/core/address/shareAddress.ts";
import type { S3Error } from "../../src/core/errors/errors.ts";

test("a share address is a scheme, a host and a port, in one spelling", () => {
  for (const [given, url] of [
    ["https://files.example.com", "https://files.example.com"],
    [" https://Files.Example.com/ ", "https://files.example.com"],
    ["http://files.example.com:8080", "http://files.example.com:8080"],
    ["https://files.example.com:443/", "https://files.example.com"],
    ["http://203.0.113.5:9000", "http://203.0.113.5:9000"],
    ["https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443"],
    ["https://my_host", "https://my_host"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
  ]) {
    assert.equal(readShareUrl(given as string), url);
  }
});

test("anything else in a share address is an error with its own reason, and no part of it is in the error", () => {
  for (const [given, reason] of [
    ["", "notUrl"],
    ["files.example.com", "notUrl"],
    ["ftp://files.example.com", "notUrl"],
    ["https:files.example.com", "notUrl"],
    ["https://", "notUrl"],
    ["https:///path", "notUrl"],
    ["https://a b", "notUrl"],
    ["https://a\nb.example", "notUrl"],
    ["https://*.example.com", "notUrl"],
    ["https://example.com:99999", "notUrl"],
    ["https://user@files.example.com", "credentials"],
    ["https://user:secret@files.example.com", "credentials"],
    ["https://@files.example.com", "credentials"],
    ["https://files.example.com/s3", "path"],
    ["https://files.example.com//", "path"],
    ["https://files.example.com\\s3", "path"],
    ["https://files.example.com?a=1", "query"],
    ["https://files.example.com/?", "query"],
    ["https://files.example.com/s3?a=1", "query"],
    ["https://files.example.com#top", "fragment"],
    ["https://files.example.com/?#", "fragment"],
  ]) {
    assert.throws(
      () => readShareUrl(given as string),
      ({ code, details }: S3Error) => {
        assert.deepEqual([code, details], ["invalidShareAddress", { reason }], given);
        return true;
      },
    );
  }
});

const none = () => false;
const at = (url: string, mode = "sign") => ({ url, mode });

test("an entry belongs to a profile or connection, or to one of its buckets, by name or ID", () => {
  const setting = {
    minio: at("https://all.example"),
    "minio/photos": at("https://photos.example", "replace"),
    "minio/arn:aws:s3:us-east-1:111122223333:accesspoint/ap": at("https://ap.example"),
    "minio2/photos": at("https://other.example"),
    "connection:1": at("https://id.example"),
  };
  const entries = shareEntries(setting, ["minio"], none);
  const url = (bucket?: string) => shareAddressFor(entries, bucket)?.url;
  assert.deepEqual(
    [url(), url("docs"), url("photos")],
    ["https://all.example", "https://all.example", "https://photos.example"],
  );
  assert.equal(url("arn:aws:s3:us-east-1:111122223333:accesspoint/ap"), "https://ap.example");
  assert.deepEqual(shareAddressFor(entries, "photos"), {
    url: "https://photos.example",
    mode: "replace",
    isBucket: true,
  });
  assert.equal(shareAddressFor(entries, "docs")?.isBucket, false);
  assert.equal(shareAddressFor(shareEntries(setting, ["minio", "connection:1"], none))?.url, "https://id.example");
  assert.equal(shareAddressFor(shareEntries(setting, ["min"], none), "photos"), undefined);
  assert.equal(shareAddressFor(undefined, "photos"), undefined);
});

test("a name with a slash is not a bucket of another connection", () => {
  const setting = { "team/photos": at("https://files.example") };
  const isOther = (key: string) => key === "team/photos";
  assert.equal(shareAddressFor(shareEntries(setting, ["team"], isOther), "photos"), undefined);
  assert.equal(shareAddressFor(shareEntries(setting, ["team/photos"], isOther), "any")?.url, "https://files.example");
});

test("a renamed connection keeps its addresses, and others keep theirs", () => {
  const setting = { minio: 1, "minio/photos": 2, minio2: 3, "other/minio": 4, "minio2/minio": 5 };
  assert.deepEqual(renameShareEntries(setting, "minio", "files"), {
    files: 1,
    "files/photos": 2,
    minio2: 3,
    "other/minio": 4,
    "minio2/minio": 5,
  });
});

test("an entry that is not valid is an error that names it, and only for what it applies to", () => {
  const setting = {
    minio: at("https://a.example/path"),
    "minio/a": "https://a.example",
    "minio/b": at("https://b.example", "both"),
    "minio/c": at("https://c.example"),
  };
  const entries = shareEntries(setting, ["minio"], none);
  for (const [bucket, reason, name] of [
    [undefined, "path", "minio"],
    ["other", "path", "minio"],
    ["a", "notUrl", "minio/a"],
    ["b", "mode", "minio/b"],
  ]) {
    assert.throws(
      () => shareAddressFor(entries, bucket),
      ({ details }: S3Error) => {
        assert.deepEqual(details, { reason, name });
        return true;
      },
    );
  }
  assert.equal(shareAddressFor(entries, "c")?.url, "https://c.example");
  assert.equal(shareEntries("https://a.example", ["minio"], none).size, 0);
  assert.equal(shareEntries(null, ["minio"], none).size, 0);
});

test("a URL at the endpoint becomes one at the share address, in the same style", () => {
  const all: ShareAddress = { url: "https://files.example.com:8443", mode: "sign", isBucket: false };
  const one: ShareAddress = { ...all, isBucket: true };
  const minio = "http://minio:9000";
  const arn = "arn:aws:s3:us-east-1:111122223333:accesspoint/ap";
  const mrap = "arn:aws:s3::111122223333:accesspoint/x.mrap";
  const outpost = "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-1/accesspoint/ap";
  for (const [url, bucket, endpoint, ofAll, ofOne] of [
    ["http://minio:9000/b/k?x=1", "b", minio, "/b/k?x=1", "/k?x=1"],
    ["http://minio:9000/b/b/k", "b", minio, "/b/b/k", "/b/k"],
    ["http://minio:9000/b", "b", minio, "/b", "/"],
    ["http://minio:9000/b?list-type=2", "b", minio, "/b?list-type=2", "/?list-type=2"],
    ["http://minio:9000/t%3Ab/k", "t:b", minio, "/t%3Ab/k", "/k"],
    ["http://b.minio:9000/k", "b", minio, "b./k", "/k"],
    ["http://b.minio:9000/b/k", "b", minio, "b./b/k", "/b/k"],
    ["http://b.example:9000/b/k", "b", "http://b.example:9000", "/b/k", "/k"],
    ["http://b.b.example/b/k", "b", "http://b.example", "b./b/k", "/b/k"],
    ["http://a.b.minio/k/", "a.b", "http://minio", "/a.b/k/", "/k/"],
    ["http://host/v1/s3/b/k", "b", "http://host/v1/s3/", "/v1/s3/b/k", "/v1/s3/k"],
    ["http://b.host/v1/k", "b", "http://host/v1", "b./v1/k", "/v1/k"],
    ["https://[::1]:9000/b/../k", "b", "https://[::1]:9000", "/b/../k", "/../k"],
    ["https://b.s3.eu-west-1.amazonaws.com/k", "b", undefined, "b./k", "/k"],
    ["https://s3.eu-west-1.amazonaws.com/a.b/k", "a.b", undefined, "/a.b/k", "/k"],
    [`https://ap-111122223333.s3-accesspoint.us-east-1.amazonaws.com/k`, arn, undefined, "ap-111122223333./k", "/k"],
    ["https://x.mrap.accesspoint.s3-global.amazonaws.com/k", mrap, undefined, "x.mrap./k", "/k"],
    ["https://x.mrap.accesspoint.s3-global.amazonaws.com/k", "x.mrap", undefined, "x.mrap./k", "/k"],
    ["http://minio:9000/x.mrap/k", "x.mrap", minio, "/x.mrap/k", "/k"],
    [
      "https://ap-111122223333.op-1.s3-outposts.eu-west-1.amazonaws.com/in/k",
      outpost,
      undefined,
      "ap-111122223333.op-1./in/k",
      "/in/k",
    ],
    ["http://minio:9000/?x=1", undefined, minio, "/?x=1", undefined],
  ] as const) {
    const [, label, rest] = /^([^/]*)(.*)$/.exec(ofAll) as unknown as [string, string, string];
    assert.equal(urlAtShareAddress(url, all, bucket, endpoint), `https://${label}files.example.com:8443${rest}`);
    if (ofOne) assert.equal(urlAtShareAddress(url, one, bucket, endpoint), `https://files.example.com:8443${ofOne}`);
  }
});

test("the example of a link has the place of the links that are signed", () => {
  const example = (endpoint: string | undefined, pathStyle: boolean, url: string, bucket?: string) =>
    exampleLink({ pathStyle, ...(endpoint && { endpoint }) }, url, bucket);
  const files = "https://files.example";
  const supabase = "https://abc.supabase.co/storage/v1/s3";
  assert.equal(example(undefined, false, files), "https://bucket.files.example/key");
  assert.equal(example(undefined, true, files), "https://files.example/bucket/key");
  assert.equal(example("http://minio:9000", true, files), "https://files.example/bucket/key");
  assert.equal(example("http://minio:9000", false, files), "https://bucket.files.example/key");
  assert.equal(example("http://minio:9000", false, "http://203.0.113.5:9000"), "http://203.0.113.5:9000/bucket/key");
  assert.equal(example("http://minio:9000", true, files, "photos"), "https://files.example/key");
  assert.equal(example("http://minio:9000", false, files, "photos"), "https://files.example/key");
  assert.equal(example(supabase, true, files), "https://files.example/storage/v1/s3/bucket/key");
  assert.equal(example(`${supabase}/`, true, files, "photos"), "https://files.example/storage/v1/s3/key");
});

test("a host that cannot have the bucket's name in front has it in the path", () => {
  for (const [url, expected] of [
    ["http://203.0.113.5:9000", "http://203.0.113.5:9000/b/k"],
    ["https://[2001:db8::1]", "https://[2001:db8::1]/b/k"],
    ["https://files.example", "https://b.files.example/k"],
  ]) {
    const address = { url: url as string, mode: "replace", isBucket: false } as const;
    assert.equal(urlAtShareAddress("http://b.minio:9000/k", address, "b", "http://minio:9000"), expected);
  }
});
