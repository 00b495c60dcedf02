import { writeFileSync } from "node:fs";
import { type AwsFileTexts, type ConfigReading, configCases } from "../cases/configFileCases.ts";
import { type Hosts, hostCases } from "../cases/hostCases.ts";
import { type BotocoreRelease, botocoreReleases, runBotocore } from "./botocore.ts";

/** Run this file to record botocore's responses again, after a change of the cases or of botocore. */

type BotocoreReading = ConfigReading | { error: string };

/** The readings are by the title of the case: of the whole files, and of the files without the section with a bad line. */
export interface ConfigTable {
  botocore: string;
  readings: Record<string, { whole: BotocoreReading; rest?: BotocoreReading }>;
}

export function readConfigsWithBotocore(python: string): ConfigTable["readings"] {
  const read = (files: AwsFileTexts[]) => runBotocore<BotocoreReading[]>(python, "botocoreConfig.py", files);
  const shortened = configCases.filter(({ without }) => without);
  const [whole, rest] = [
    read(configCases.map(({ files }) => files)),
    read(shortened.flatMap(({ without }) => without ?? [])),
  ];
  return Object.fromEntries(
    configCases.map((row, index) => [
      row.title,
      { whole: whole[index] as BotocoreReading, ...(row.without && { rest: rest[shortened.indexOf(row)] }) },
    ]),
  );
}

export interface HostTable {
  botocore: string;
  /** By the title of the case. */
  hosts: Record<string, Hosts>;
}

export function hostsOfBotocore(python: string): HostTable["hosts"] {
  const hosts = runBotocore<Hosts[]>(python, "botocoreHosts.py", hostCases);
  return Object.fromEntries(hostCases.map(({ title }, index) => [title, hosts[index] as Hosts]));
}

function record({ python, version }: BotocoreRelease): void {
  const save = (name: string, table: object) =>
    writeFileSync(`test/support/cases/${name}.json`, `${JSON.stringify({ botocore: version, ...table }, null, 1)}\n`);
  save("botocoreConfig", { readings: readConfigsWithBotocore(python) });
  save("botocoreHosts", { hosts: hostsOfBotocore(python) });
}

if (import.meta.main) {
  const [release] = botocoreReleases();
  if (!release) throw new Error("This needs python3 with botocore 1.43 or newer.");
  record(release);
}
