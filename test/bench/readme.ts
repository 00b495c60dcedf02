import { readFileSync, writeFileSync } from "node:fs";
import type { DatedRow, Results } from "./results.ts";

export const READMES = ["README.md", "README.ko.md"] as const;
type Readme = (typeof READMES)[number];

const PEERS = ["boto3", "aws", "rclone"];

/** The text of each row. Rows that are not listed here are in results.json only. */
const LINES: Record<Readme, Record<string, string>> = {
  "README.md": {
    "sign-1000": "sign 1,000 links",
    "sign-100000": "sign 100,000 links",
    "list-100000": "list 100,000 keys",
    "list-1000000": "list 1,000,000 keys",
    "upload-1GiB-rgw": "upload 1 GiB",
    "download-1GiB-rgw": "download 1 GiB",
    "upload-2000x16KiB-rgw": "upload 2,000 files of 16 KiB",
    "download-2000x16KiB-rgw": "download 2,000 files of 16 KiB",
    "copyLink-cold": "the first link after VS Code has started",
    "copyLink-warm": "any further link",
  },
  "README.ko.md": {
    "sign-1000": "링크 1,000개 서명",
    "sign-100000": "링크 100,000개 서명",
    "list-100000": "키 100,000개 나열",
    "list-1000000": "키 1,000,000개 나열",
    "upload-1GiB-rgw": "1 GiB 업로드",
    "download-1GiB-rgw": "1 GiB 다운로드",
    "upload-2000x16KiB-rgw": "16 KiB 파일 2,000개 업로드",
    "download-2000x16KiB-rgw": "16 KiB 파일 2,000개 다운로드",
    "copyLink-cold": "VS Code를 시작한 후 첫 번째 링크",
    "copyLink-warm": "그다음 링크",
  },
};

interface Texts {
  head: string[];
  below(results: Results, metadata: Record<string, DatedRow | undefined>): string;
}

const TEXTS: Record<Readme, Texts> = {
  "README.md": {
    head: ["", "S3 Presign", "boto3", "AWS CLI", "rclone"],
    below: ({ machine, rows, versions }, { activate, warm, vsix }) =>
      [
        `Medians of five runs each on one machine (${machine}), measured on ${new Intl.ListFormat("en").format(days(rows))}, with ${versionText(versions)}.`,
        "MiB is the peak memory of the program, × shows how many times faster S3 Presign is, and ≈ marks values extrapolated",
        "from a smaller run. Transfers use Ceph RGW, and listings use this project's own test server, both on the same machine.",
        ...(activate ? [`The extension is activated in ${of(activate)}.`] : []),
        ...(vsix ? [`The package is ${(vsix.ours / 1e6).toFixed(1)} MB.`] : []),
        ...(warm ? [`Any further link sends ${requestsText(warm)}.`] : []),
        "To repeat all measurements, run `npm run bench`. To update this table, run `npm run bench -- --readme`. For the method,",
        "see [CONTRIBUTING.md](CONTRIBUTING.md#benchmarks).",
      ].join("\n"),
  },
  "README.ko.md": {
    head: ["", "S3 Presign", "boto3", "AWS CLI", "rclone"],
    below: ({ machine, rows, versions }, { activate, warm, vsix }) =>
      [
        `같은 컴퓨터(${machine})에서 다섯 번씩 번갈아 측정한 중앙값입니다(측정일: ${days(rows).join(", ")}). 비교한 도구는 ${versionText(versions)}입니다.`,
        "MiB는 프로그램의 최대 메모리 사용량, ×는 S3 Presign이 몇 배 빠른지, ≈는 일부만 측정하여 추정한 값을 나타냅니다.",
        "전송은 Ceph RGW로, 나열은 이 프로젝트의 테스트 서버로 같은 컴퓨터에서 측정했습니다.",
        ...(activate ? [`확장은 ${of(activate)} 만에 활성화됩니다.`] : []),
        ...(vsix ? [`패키지 크기는 ${(vsix.ours / 1e6).toFixed(1)} MB입니다.`] : []),
        ...(warm ? [`그다음 링크부터는 ${koreanRequestsText(warm)}.`] : []),
        "모두 다시 측정하려면 `npm run bench`를, 이 표를 갱신하려면 `npm run bench -- --readme`를 실행하세요. 측정 방법은",
        "[CONTRIBUTING.md](CONTRIBUTING.md#benchmarks)를 참조하세요.",
      ].join("\n"),
  },
};

const days = (rows: DatedRow[]): string[] => [...new Set(rows.map(({ date }) => date))].sort();
const versionText = (versions: Record<string, string>): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name === "aws" ? "AWS CLI" : name} ${version}`)
    .join(", ");
const requestsText = ({ requests }: DatedRow): string =>
  Number(requests) === 0 ? "no request" : `${requests} requests`;
const koreanRequestsText = ({ requests }: DatedRow): string =>
  Number(requests) === 0 ? "요청을 보내지 않습니다" : `요청을 ${requests}개 보냅니다`;
const of = (row: DatedRow): string => duration(row.ours, row.unit);

/** The table and the text below it. */
export function benchTable(readme: Readme, results: Results): string {
  const { head, below } = TEXTS[readme];
  const found = (name: string) => results.rows.find((row) => row.name === name);
  const lines = Object.entries(LINES[readme]).flatMap(([name, text]) => {
    const row = found(name);
    return row ? [`| ${text} | ${ownCell(row)} | ${PEERS.map((peer) => peerCell(row, peer)).join(" | ")} |`] : [];
  });
  const metadata = { activate: found("activate"), warm: found("copyLink-warm"), vsix: found("vsix-bytes") };
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...lines, "", below(results, metadata)].join(
    "\n",
  );
}

const ownCell = (row: DatedRow): string => `**${of(row)}**${memory(row.peakMemoryMiB)}`;

function peerCell(row: DatedRow, peer: string): string {
  const { peers, unit, ratios, peersPeakMemoryMiB: peaks } = row;
  const figure = peers[peer];
  if (figure === undefined) return "";
  const isExtrapolated = row.reckonedFrom?.[peer] !== undefined;
  return `${isExtrapolated ? "≈ " : ""}${duration(figure, unit)}${memory(peaks?.[peer])}, ${factor(ratios[peer] ?? 0)}×`;
}

const memory = (peak: number | undefined): string => (peak === undefined ? "" : `, ${peak} MiB`);
const factor = (ratio: number): string => (ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1));

function duration(figure: number, unit: string): string {
  const seconds = unit === "ms" ? figure / 1000 : figure;
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${seconds.toFixed(0)} s`;
}

const BETWEEN = /(?<=<!-- bench -->\n)[\s\S]*(?=\n<!-- \/bench -->)/;

export function tableIn(readme: Readme): string | undefined {
  return BETWEEN.exec(readFileSync(readme, "utf8"))?.[0];
}

export function writeTables(results: Results): void {
  for (const readme of READMES) {
    const text = readFileSync(readme, "utf8");
    writeFileSync(
      readme,
      text.replace(BETWEEN, () => benchTable(readme, results)),
    );
  }
}
