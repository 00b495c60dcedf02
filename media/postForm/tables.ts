import type { ConditionRow, FormTexts, PostFormState } from "../../src/postForm/protocol.ts";
import { select } from "../form/controls.ts";
import { cell, rowsEditor } from "./rows.ts";

interface TableOptions {
  texts: FormTexts;
  /** The tables write into it. */
  state: PostFormState;
  change: () => void;
}

const OPERATORS = ["eq", "starts-with", "content-length-range"].map((value) => ({ value, label: value }));

/** An editable table of names and values. */
export function pairsTable(
  { texts, state, change }: TableOptions,
  name: "metadata" | "tags" | "fields",
  label: string,
): HTMLElement {
  return rowsEditor({
    label,
    path: name,
    rows: state[name],
    empty: ["", ""],
    texts,
    change,
    cells: (row, rowName, changed) => [
      cell(row, 0, `${rowName}: ${texts.name}`, texts.name, changed),
      cell(row, 1, `${rowName}: ${texts.value}`, texts.value, changed),
    ],
  });
}

/** An editable table of policy conditions. What the last two cells of a row mean depends on the operator. */
export function conditionsTable({ texts, state, change }: TableOptions): HTMLElement {
  return rowsEditor<ConditionRow>({
    label: texts.conditions,
    path: "conditions",
    rows: state.conditions,
    empty: ["starts-with", "", ""],
    texts,
    change,
    cells: (row, rowName, changed, redraw) => {
      const operator = select(OPERATORS, row[0], (value) => {
        row[0] = value;
        redraw();
        changed();
      });
      operator.label = `${rowName}: ${texts.operator}`;
      const [first, second] =
        row[0] === "content-length-range" ? [texts.leastBytes, texts.maxBytes] : [texts.field, texts.value];
      return [
        operator,
        cell(row, 1, `${rowName}: ${first}`, first, changed),
        cell(row, 2, `${rowName}: ${second}`, second, changed),
      ];
    },
  });
}
