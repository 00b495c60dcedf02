import { FAULTS, type Fault } from "./faultProxy.ts";
import type { FaultRow } from "./row.ts";
import type { InjectedFault, RunResult } from "./runRow.ts";

/** What became of each command under each fault. */
export class FaultTable {
  /** By command, then by fault and whether it lasts; outcomes in the order of their first coming. */
  readonly #rows = new Map<string, Map<string, Set<string>>>();
  #runs = 0;

  /** @param commands in the order of the table */
  constructor(commands: string[]) {
    for (const command of commands) this.#rows.set(command, new Map());
  }

  add({ command, believes }: FaultRow, { fault, lasts }: InjectedFault, { outcome }: RunResult): void {
    const isBelieved = believes?.includes(fault) && outcome.startsWith("wrong");
    this.#put(command, `${fault} ${lasts}`, isBelieved ? "believed" : outcome);
  }

  addCancel({ command }: FaultRow, { outcome }: RunResult): void {
    this.#put(command, "cancel", outcome);
  }

  #put(command: string, column: string, outcome: string): void {
    this.#runs++;
    const row = this.#rows.get(command);
    row?.set(column, (row.get(column) ?? new Set<string>()).add(outcome));
  }

  /** Two tables: faults that strike one request, and faults that stay. */
  markdown(): string {
    const faults = Object.keys(FAULTS) as Fault[];
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
      `## The fault strikes one request\n\n${table(false)}`,
      `## The fault strikes one request and all that follow\n\n${table(true)}`,
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

/** The page that is kept: what the tables say, and how they came about. */
export function faultPage(table: FaultTable): string {
  const legend = Object.entries(FAULTS).map(([name, what]) => `- **${name}**: ${what}.`);
  return `# Commands by faults

Written by \`npm run faults\`. A proxy between the product and a strict S3 server spoils one answer, or that one and all
that follow. Each command meets each fault at one of its requests, for each fault the next one; whether the fault stays
changes from one command to the next, and an empty cell is one that was not tried. \`EVERY_REQUEST=1 npm run faults\` tries
them all, at each request, and prints what comes of it.

- ✓: the command did what it is for, to the last byte; under “cancel”, it ended while the server kept silent.
- Anything else is the code of the error, whose sentence the user reads: \`src/core/errors/errors.ts\`, \`src/host/text/errorText.ts\`.
- \`nothing\`: it shows nothing there, and nothing depends on it. \`believed\`: a wrong answer that nothing
  else contradicts, such as HeadObject's length, or the bytes of an object without checksum whose ETag is no MD5.
- Whatever the outcome, the run fails where something was lost: an original without a verified copy, half a file, a newer
  object overwritten, parts of an upload that nobody was told of.

${legend.join("\n")}

${table.markdown()}
`;
}
