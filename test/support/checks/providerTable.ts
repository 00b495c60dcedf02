import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import type { Fact, FactName, Provider } from "../../../src/core/providers/provider.ts";
import { RECORDS } from "../../../src/core/providers/records.ts";

export const READMES = ["README.md", "README.ko.md"] as const;
type Readme = (typeof READMES)[number];

interface Texts {
  server: string;
  columns: Record<FactName, string>;
  values: Record<string, string>;
  days: (days: number) => string;
  tested: string;
  below: string;
}

const TEXTS: Record<Readme, Texts> = {
  "README.md": {
    server: "server",
    columns: {
      postForms: "upload forms",
      maxExpiry: "longest link",
      customHost: "own domain",
      versions: "versions",
      conditionalWrites: "conditional writes",
      deleteObjects: "DeleteObjects",
      multipartCopy: "copies over 5 GB in parts",
      tagging: "tags",
      acls: "ACLs",
      signatureV2: "Signature Version 2",
    },
    values: {
      true: "yes",
      false: "no",
      partly: "partly",
      none: "no limit",
      sign: "sign for it",
      replace: "replace the host",
      "customHost none": "no",
    },
    days: (days) => `${days} days`,
    tested: " (tested)",
    below:
      "Each value links to its source. “Tested” means that this project's tests show it on Ceph 16. Empty cells are unknown: the\nextension tries and goes by the server's responses. Where the longest link is unknown, the limit is 7 days.",
  },
  "README.ko.md": {
    server: "서버",
    columns: {
      postForms: "업로드 양식",
      maxExpiry: "링크의 최대 유효 기간",
      customHost: "자체 도메인",
      versions: "버전",
      conditionalWrites: "조건부 쓰기",
      deleteObjects: "DeleteObjects",
      multipartCopy: "5 GB를 넘는 객체의 파트별 복사",
      tagging: "태그",
      acls: "ACL",
      signatureV2: "서명 버전 2",
    },
    values: {
      true: "예",
      false: "아니요",
      partly: "일부",
      none: "제한 없음",
      sign: "도메인으로 서명",
      replace: "호스트 바꾸기",
      "customHost none": "아니요",
    },
    days: (days) => `${days}일`,
    tested: "(테스트함)",
    below:
      "각 값에는 출처가 링크되어 있습니다. “테스트함”은 이 프로젝트의 테스트로 Ceph 16에서 확인했다는 뜻입니다. 빈칸은 알려지지 않은\n항목으로, 요청해 보고 서버의 응답을 따릅니다. 링크의 최대 유효 기간이 빈칸이면 7일까지 서명합니다.",
  },
};

/** The table of what each server can do, with its source in each cell. */
function table({ server, columns, values, days, tested, below }: Texts): string {
  const names = Object.keys(columns) as FactName[];
  const cell = (name: FactName, fact: Fact<unknown> | undefined): string => {
    if (!fact) return "";
    const { value, source } = fact;
    const text =
      typeof value === "number" ? days(value / 86_400) : (values[`${name} ${value}`] ?? values[String(value)]);
    return source === "tested" ? `${text}${tested}` : `[${text}](${source})`;
  };
  const row = (record: Provider) => [record.name, ...names.map((name) => cell(name, record[name]))];
  const lines = [[server, ...names.map((name) => columns[name])], names.concat("acls").map(() => "---")];
  const rows = [...lines, ...RECORDS.map(row)].map((cells) => `| ${cells.join(" | ")} |`);
  return [...rows, "", below].join("\n");
}

const SECTION = /(?<=<!-- servers -->\n)[\s\S]*?(?=\n<!-- \/servers -->)/;

/** A README with its table as the records have it. */
export function withProviderTable(readme: Readme): { text: string; expected: string } {
  const text = readFileSync(readme, "utf8");
  return { text, expected: text.replace(SECTION, () => table(TEXTS[readme])) };
}

if (argv[1] === fileURLToPath(import.meta.url))
  for (const readme of READMES) writeFileSync(readme, withProviderTable(readme).expected);
