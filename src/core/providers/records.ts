import { MAX_EXPIRY } from "./expiryLimits.ts";
import type { Fact, Provider } from "./provider.ts";

const DAY = 86_400;

/** Makes facts of one source. */
function from(source: string, date: string): <const T>(value: T) => Fact<T> {
  return (value) => ({ value, source, date });
}

const awsApi = (page: string) => from(`https://docs.aws.amazon.com/AmazonS3/latest/API/${page}.html`, "2026-11-28");
const awsGuide = (page: string) =>
  from(`https://docs.aws.amazon.com/AmazonS3/latest/userguide/${page}.html`, "2026-11-28");
const rgw = from("tested", "2026-11-28");
const r2 = from("https://developers.cloudflare.com/r2/api/s3/api/", "2026-11-28");
const r2Links = from("https://developers.cloudflare.com/r2/api/s3/presigned-urls/", "2026-11-28");
const b2 = from("https://www.backblaze.com/b2/docs/s3_compatible_api.html", "2026-11-28");
const spaces = from("https://docs.digitalocean.com/products/spaces/reference/s3-compatibility/", "2025-12-05");
const garage = from("https://garagehq.deuxfleurs.fr/documentation/reference-manual/s3-compatibility/", "2026-11-28");
const supabase = from("https://supabase.com/docs/guides/storage/s3/compatibility", "2026-11-28");
const tigris = from("https://www.tigrisdata.com/docs/api/s3/", "2026-11-28");
const tigrisLinks = from("https://www.tigrisdata.com/docs/objects/presigned/", "2026-11-28");
const scaleway = from("https://www.scaleway.com/en/docs/object-storage/api-cli/using-api-call-list/", "2025-09-02");
const yandexLinks = from("https://yandex.cloud/en/docs/storage/concepts/pre-signed-urls", "2026-11-28");
const yandexForms = from("https://yandex.cloud/en/docs/storage/concepts/presigned-post-forms", "2026-11-28");
const ibm = from(
  "https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-compatibility-api",
  "2023-11-02",
);
const ibmLinks = from(
  "https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-presign-url",
  "2026-11-28",
);

/** In the order in which a new connection offers them. Ports and regions come from each server's own guide. */
export const RECORDS: readonly Provider[] = [
  {
    name: "AWS",
    preset: { region: "us-east-1" },
    postForms: awsApi("sigv4-UsingHTTPPOST")(true),
    versions: awsGuide("Versioning")(true),
    conditionalWrites: awsGuide("conditional-writes")(true),
    deleteObjects: awsApi("API_DeleteObjects")(true),
    tagging: awsGuide("object-tagging")(true),
    acls: awsGuide("acl-overview")(true),
    multipartCopy: awsApi("API_UploadPartCopy")(true),
    maxExpiry: awsApi("sigv4-query-string-auth")(MAX_EXPIRY),
  },
  {
    name: "MinIO",
    preset: { endpoint: "http://localhost:9000", region: "us-east-1", pathStyle: true },
    postForms: from("https://github.com/safebucket/safebucket/issues/1278", "2026-07-19")(true),
    conditionalWrites: from(
      "https://blog.min.io/leading-the-way-minios-conditional-write-feature-for-modern-data-workloads/",
      "2026-11-28",
    )(true),
    maxExpiry: from(
      "https://github.com/minio/minio/blob/7aac2a2c5b7c882e68c1ce017d8256be2feea27f/cmd/signature-v4-parser.go",
      "2026-11-28",
    )(MAX_EXPIRY),
  },
  {
    name: "Cloudflare R2",
    preset: { endpoint: "https://<account id>.r2.cloudflarestorage.com", region: "auto", pathStyle: true },
    postForms: r2Links(false),
    versions: r2(false),
    conditionalWrites: from("https://developers.cloudflare.com/r2/api/s3/extensions/", "2026-11-28")(true),
    deleteObjects: r2(true),
    tagging: r2(false),
    acls: r2(false),
    multipartCopy: r2(true),
    maxExpiry: r2Links(MAX_EXPIRY),
    customHost: r2Links("none"),
  },
  {
    name: "Ceph",
    preset: { endpoint: "http://localhost:7480", region: "us-east-1", pathStyle: true },
    postForms: rgw(true),
    versions: rgw(true),
    conditionalWrites: rgw("partly"),
    deleteObjects: rgw(true),
    tagging: rgw(true),
    acls: rgw(true),
    signatureV2: garage(true),
    multipartCopy: rgw(true),
    maxExpiry: rgw(MAX_EXPIRY),
    customHost: rgw("sign"),
  },
  {
    name: "Backblaze B2",
    preset: { endpoint: "https://s3.<region>.backblazeb2.com", region: "us-east-005", pathStyle: true },
    postForms: from("https://github.com/safebucket/safebucket/issues/1278", "2026-07-19")(false),
    versions: b2(true),
    conditionalWrites: from("https://github.com/sathinduga/obsidian-s3-sync-and-backup/issues/78", "2026-06-07")(false),
    deleteObjects: b2(true),
    acls: b2(false),
    signatureV2: b2(false),
    multipartCopy: b2(true),
  },
  {
    name: "Wasabi",
    preset: { endpoint: "https://s3.<region>.wasabisys.com", region: "us-east-1", pathStyle: true },
  },
  {
    name: "DigitalOcean Spaces",
    preset: { endpoint: "https://<region>.digitaloceanspaces.com", region: "nyc3", pathStyle: false },
    versions: spaces(true),
    acls: from("https://docs.digitalocean.com/reference/api/spaces-api/", "2026-11-28")(true),
    signatureV2: spaces(true),
    multipartCopy: spaces(true),
    customHost: from("https://docs.digitalocean.com/products/spaces/how-to/enable-cdn/", "2026-03-10")("replace"),
  },
  {
    name: "Google Cloud Storage",
    preset: { endpoint: "https://storage.googleapis.com", region: "auto", pathStyle: true },
    deleteObjects: from("https://docs.cloud.google.com/storage/docs/xml-api/post-bucket", "2026-11-28")(true),
    tagging: tigris(false),
    multipartCopy: from(
      "https://github.com/rclone/rclone/blob/master/backend/s3/provider/GCS.yaml",
      "2026-08-21",
    )(false),
    maxExpiry: from("https://github.com/jschneier/django-storages/issues/1021", "2026-11-28")(MAX_EXPIRY),
  },
  {
    name: "Garage",
    preset: { endpoint: "http://localhost:3900", region: "garage", pathStyle: true },
    postForms: garage(true),
    versions: garage(false),
    deleteObjects: garage(true),
    acls: garage(false),
    signatureV2: garage(false),
    multipartCopy: garage(true),
  },
  {
    name: "SeaweedFS",
    preset: { endpoint: "http://localhost:8333", region: "us-east-1", pathStyle: true },
    postForms: from("https://github.com/seaweedfs/seaweedfs/issues/4461", "2026-11-28")(true),
    versions: from("https://github.com/seaweedfs/seaweedfs/wiki/S3-Object-Versioning", "2025-07-14")(true),
    conditionalWrites: from("https://github.com/seaweedfs/seaweedfs/wiki/Amazon-S3-API", "2026-03-26")(true),
  },
  {
    name: "Supabase",
    preset: {
      endpoint: "https://<project id>.storage.supabase.co/storage/v1/s3",
      region: "us-east-1",
      pathStyle: true,
    },
    versions: supabase(false),
    deleteObjects: supabase(true),
    tagging: supabase(false),
    acls: supabase(false),
    signatureV2: supabase(false),
  },
  {
    name: "Tigris",
    preset: { endpoint: "https://t3.storage.dev", region: "auto", pathStyle: false },
    deleteObjects: tigris(true),
    tagging: tigris(true),
    acls: tigris(true),
    multipartCopy: from("https://www.tigrisdata.com/docs/acceleration-gateway/s3-compatibility/", "2026-11-28")(true),
    maxExpiry: tigrisLinks(90 * DAY),
    customHost: tigrisLinks("replace"),
  },
  {
    name: "Hetzner",
    preset: { endpoint: "https://<region>.your-objectstorage.com", region: "fsn1", pathStyle: true },
    customHost: from("https://docs.hetzner.com/storage/object-storage/supported-actions/", "2024-09-23")("none"),
  },
  {
    name: "OVHcloud",
    preset: { endpoint: "https://s3.<region>.io.cloud.ovh.net", region: "gra", pathStyle: true },
    postForms: from("https://github.com/ovh/ovhcloud-docs/pull/351", "2026-07-06")(true),
    acls: from("https://github.com/ovh/ovhcloud-docs/pull/351", "2026-07-06")(true),
  },
  {
    name: "Scaleway",
    preset: { endpoint: "https://s3.<region>.scw.cloud", region: "fr-par", pathStyle: true },
    postForms: scaleway(true),
    versions: scaleway(true),
    deleteObjects: scaleway(true),
    tagging: scaleway(true),
    acls: scaleway(true),
    signatureV2: scaleway(false),
    multipartCopy: scaleway(true),
  },
  {
    name: "Yandex Object Storage",
    preset: { endpoint: "https://storage.yandexcloud.net", region: "ru-central1", pathStyle: true },
    postForms: yandexForms(true),
    maxExpiry: yandexLinks(30 * DAY),
  },
  {
    name: "IBM Cloud Object Storage",
    preset: {
      endpoint: "https://s3.<region>.cloud-object-storage.appdomain.cloud",
      region: "us-south",
      pathStyle: true,
    },
    deleteObjects: ibm(true),
    multipartCopy: ibm(true),
    maxExpiry: ibmLinks("none"),
  },
  {
    name: "Alibaba Cloud OSS",
    preset: { endpoint: "https://s3.oss-<region>.aliyuncs.com", region: "us-east-1", pathStyle: false },
    maxExpiry: from("https://www.alibabacloud.com/help/en/oss/support/0002-00000418", "2025-04-15")(MAX_EXPIRY),
  },
  { name: "LocalStack", preset: { endpoint: "http://localhost:4566", region: "us-east-1", pathStyle: true } },
];
