import type { ErrorCode } from "../../../src/core/errors/errors.ts";
import { NETWORK_FAULTS, type NetworkFault } from "./faultProxy.ts";
import type { FaultRow } from "./row.ts";
import type { InjectedFault, RunResult } from "./runRow.ts";
import { type Variation, variationText } from "./variations.ts";

/** The outcome of each command under each fault. */
export class FaultTable {
  /** By command, then by fault and whether it lasts; outcomes in the order of their first occurrence. */
  readonly #rows = new Map<string, Map<string, Set<string>>>();
  /** Commands that fail without a fault, each with its error. */
  readonly #ended = new Map<string, ErrorCode>();
  #runs = 0;
  #passed = 0;

  /** @param commands in the order of the table */
  constructor(commands: string[]) {
    for (const command of commands) this.#rows.set(command, new Map());
  }

  /** @param complaints what is wrong with the outcome; see rules.ts */
  add(
    { command, believes }: FaultRow,
    { fault, lasts }: InjectedFault,
    { outcome }: RunResult,
    complaints: string[],
  ): void {
    const isBelieved = believes?.includes(fault) && outcome.startsWith("wrong");
    this.#put(command, `${fault} ${lasts}`, isBelieved ? "believed" : outcome, complaints);
  }

  addCancel({ command }: FaultRow, { outcome }: RunResult, complaints: string[]): void {
    this.#put(command, "cancel", outcome, complaints);
  }

  addEnd({ command }: FaultRow, code: ErrorCode): void {
    this.#ended.set(command, code);
  }

  #put(command: string, column: string, outcome: string, complaints: string[]): void {
    this.#runs++;
    if (complaints.length === 0) this.#passed++;
    const row = this.#rows.get(command);
    row?.set(column, (row.get(column) ?? new Set<string>()).add(outcome));
  }

  counts(): [runs: number, passed: number] {
    return [this.#runs, this.#passed];
  }

  /** Each changed outcome with its commands, such as `✓ → throttled: Delete, Save`. */
  differences(base: FaultTable): string[] {
    const commands = new Map<string, Set<string>>();
    const add = (change: string, command: string) =>
      commands.set(change, (commands.get(change) ?? new Set<string>()).add(command));
    for (const [command, code] of this.#ended) add(`always ${code}`, command);
    for (const [command, row] of this.#rows) {
      for (const [column, outcomes] of row) {
        const [before, now] = [cellText(base.#rows.get(command)?.get(column)), cellText(outcomes)];
        if (before !== now) add(`${before} → ${now}`, command);
      }
    }
    return [...commands].map(([change, names]) => `${change}: ${[...names].join(", ")}`).sort();
  }

  /** Two tables: faults in one request, and faults that last. */
  markdown(): string {
    const faults = Object.keys(NETWORK_FAULTS) as NetworkFault[];
    const table = (lasts: boolean) => {
      const columns = lasts ? faults : [...faults, "cancel"];
      const cells = (row: Map<string, Set<string>>) =>
        columns.map((column) => cellText(row.get(column === "cancel" ? column : `${column} ${lasts}`)));
      return [
        `| command | ${columns.join(" | ")} |`,
        `| --- |${" --- |".repeat(columns.length)}`,
        ...[...this.#rows].map(([command, row]) => `| ${command} | ${cells(row).join(" | ")} |`),
      ].join("\n");
    };
    return [
      `${this.#runs} runs.`,
      `## The fault affects one request\n\n${table(false)}`,
      `## The fault affects one request and all later ones\n\n${table(true)}`,
    ].join("\n\n");
  }
}

function cellText(outcomes: Set<string> | undefined): string {
  if (!outcomes) return "";
  return [...outcomes]
    .map((outcome) => (outcome === "right" || outcome === "cancelled" ? "✓" : outcome))
    .sort((a, b) => Number(b === "✓") - Number(a === "✓") || (a < b ? -1 : 1))
    .join(", ");
}

const VARIATIONS_HEADING = "## Other servers and versioned buckets";

/** One row for each variation: its runs, and which outcomes differ from those of the first one. */
export function variationsSection(tables: [Variation, FaultTable][]): string {
  const [first] = tables as [[Variation, FaultTable]];
  const rows = tables.map(([variation, table]) => {
    const differs = table === first[1] ? "" : table.differences(first[1]).join("; ");
    return `| ${variationText(variation)} | ${table.counts().join(" | ")} | ${differs} |`;
  });
  return `${VARIATIONS_HEADING}

Written by \`QUIRK=all npm run faults\`: the same commands on versioned buckets, and with each quirk of the strict server
(\`test/support/s3Server/quirks.ts\`), which real servers have. Each command is run without a fault, is canceled once, and
gets a sixth of the faults above, another sixth with the next quirk; \`QUIRK=name npm run faults\` runs and prints all of
them. A run passes if its outcome is one that the fault allows, and nothing was lost. Outcomes differ because the product
sends other requests to such a server, so that a fault affects another request; a quirk that makes a command impossible
is named with its error.

| server | runs | passed | outcomes that differ |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

/** The section in a page. Empty if there is none. */
export function variationsIn(page: string): string {
  const at = page.indexOf(VARIATIONS_HEADING);
  return at < 0 ? "" : page.slice(at);
}

/**
 * The page that is committed: the tables, and how they were made.
 * @param variations a section
 */
export function faultPage(table: FaultTable, variations: string): string {
  const legend = Object.entries(NETWORK_FAULTS).map(([name, what]) => `- **${name}**: ${what}.`);
  return `# Commands by faults

Written by \`npm run faults\`. A proxy between the product and a strict S3 server injects a fault into one request of a
command, or into that one and all later ones. Each command is run with each fault, and each fault affects the next
request. Whether the fault lasts alternates between commands, and an empty cell is a combination that was not run.
\`EVERY_REQUEST=1 npm run faults\` runs all combinations at each request, and prints the results.

- ✓: the command gave the correct result, to the last byte; under “cancel”, it stopped while the server did not respond.
- Anything else is the code of the error that the user sees: \`src/core/errors/errors.ts\`, \`src/host/text/errorText.ts\`.
- \`nothing\`: the command shows nothing, and nothing depends on it. \`believed\`: the response is wrong, but nothing
  contradicts it, such as HeadObject's length, or the bytes of an object without a checksum whose ETag is not an MD5.
- Whatever the outcome, the run fails if something was lost: an original without a verified copy, an incomplete file, a
  newer object that was overwritten, or parts of an upload that were not reported.

${legend.join("\n")}

${table.markdown()}
${variations && `\n${variations}`}`;
}
