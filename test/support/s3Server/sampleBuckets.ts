import { crc32, deflateSync } from "node:zlib";
import type { Bucket } from "./bucketStore.ts";
import { alice, bob, type S3Server } from "./server.ts";

export const MANY = 2500;

/** Shown by `npm start`: plausible files that really open, and every legal kind of odd key. */
export function addSampleBuckets({ store }: S3Server): void {
  const owner = alice.accountId;
  const created = new Date("2026-03-02T09:30:00Z");
  addReports(store.create("acme-reports", { owner, created }));
  addOddNames(store.create("odd-names", { owner, created }));
  store.create("many-objects", { owner, created }).generate({
    count: MANY,
    keyAt: (index) => `event-${String(index + 1).padStart(6, "0")}.json`,
    bodyAt: (index) => `{"event":${index + 1}}\n`,
  });
  const archive = store.create("eu-archive", { owner, created, region: "eu-west-1" });
  archive.put("2019/ledger.csv", "date,amount\n2019-01-01,100\n", { "content-type": "text/csv" }, created);
  store.create("empty-bucket", { owner, created });
  store
    .create("partner-drop", { owner: bob.accountId, created })
    .put("hello.txt", "Hello from the other account.\n", TEXT, created);
}

const TEXT = { "content-type": "text/plain; charset=utf-8" };

function addReports(bucket: Bucket): void {
  const day = (text: string) => new Date(`${text}T08:15:00Z`);
  bucket.put(
    "README.md",
    "# Reports\n\nOne folder a year, one a quarter.\n",
    { "content-type": "text/markdown" },
    day("2026-03-02"),
  );
  bucket.put("logo.png", png(64, 64), { "content-type": "image/png" }, day("2026-03-02"));
  for (const year of [2025, 2026]) {
    for (const quarter of ["q1", "q2", "q3"]) {
      const folder = `${year}/${quarter}/`;
      bucket.put(
        `${folder}summary.pdf`,
        pdf(`Summary ${year} ${quarter}`),
        { "content-type": "application/pdf" },
        day(`${year}-10-05`),
      );
      bucket.put(
        `${folder}figures.csv`,
        `month,revenue\n1,${year}\n2,${year * 2}\n`,
        { "content-type": "text/csv" },
        day(`${year}-10-05`),
      );
      bucket.put(
        `${folder}raw/data.json`,
        `{"year":${year},"quarter":"${quarter}"}\n`,
        { "content-type": "application/json" },
        day(`${year}-10-01`),
      );
    }
  }
  bucket.put("2026/q3/분기 보고서.txt", "3분기 보고서\n", TEXT, day("2026-10-06"));
  bucket.put("drafts/", "", {}, day("2026-04-01"));
}

/** Every character is legal in a key; tools commonly mishandle these. */
export const ODD_KEYS = [
  "space in name.txt",
  "trailing space ",
  "plus+plus.txt",
  "percent%41.txt",
  "100%.txt",
  "hash#tag.txt",
  "question?mark.txt",
  "amper&sand=equals.txt",
  "single'quote.txt",
  'double"quote.txt',
  "`backtick`.txt",
  "$(dollar).txt",
  "back\\slash.txt",
  "semi;colon,comma:at@.txt",
  "(round)[square]{curly}.txt",
  "star*bang!tilde~.txt",
  "pipe|less<more>caret^.txt",
  "한국어 파일.txt",
  "Ünïcödé é.txt",
  "emoji 😀🇰🇷.txt",
  "tab\there.txt",
  "newline\nhere.txt",
  "control\u0001char.txt",
  "a//b.txt",
  "/leading slash.txt",
  "dot/./here.txt",
  "dots/../there.txt",
  "./relative.txt",
  "-dash.txt",
  "long/".padEnd(1024, "x"),
];

function addOddNames(bucket: Bucket): void {
  for (const key of ODD_KEYS)
    bucket.put(key, `This is ${JSON.stringify(key)}\n`, TEXT, new Date("2026-06-01T12:00:00Z"));
}

/** A valid one-page PDF: ISO 32000, the minimum that viewers open. */
function pdf(title: string): string {
  const stream = `BT /F1 24 Tf 72 720 Td (${title}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  return `${text}${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

/** A valid RGB image, a gradient: RFC 2083. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set([x * 4, 96, y * 4], y * (width * 3 + 1) + 1 + x * 3);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
