import { NETWORK_FAULTS, type NetworkFault } from "./faultProxy.ts";
import type { FaultRow } from "./row.ts";
import type { InjectedFault, RunResult } from "./runRow.ts";

/** The outcome of each command under each fault. */
export class FaultTable {
  /** By command, then by fault and whether it lasts; outcomes in the order of their first occurrence. */
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

/** The page that is committed: the tables, and how they were made. */
export function faultPage(table: FaultTable): string {
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
`;
}
