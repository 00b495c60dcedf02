/** Lines of a log, each with a presigned link and a URI of S3. 10,000 of them are 5 MB. */
export function logText(lines: number): string {
  const signature = "0123456789abcdef".repeat(4);
  const line = (index: number) =>
    `2026-11-24T09:00:00Z INFO [worker-3] GET https://acme-reports.s3.eu-west-1.amazonaws.com/2026/q3/${index}.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261124%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20261124T090000Z&X-Amz-Expires=3600&X-Amz-Signature=${signature}&X-Amz-SignedHeaders=host&x-id=GetObject 200 in 31 ms, copied to s3://acme-archive/2026/q3/${index}.csv`;
  return Array.from({ length: lines }, (_, index) => line(index)).join("\n");
}
