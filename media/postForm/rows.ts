import { addButton, focusIn, iconButton } from "../form/controls.ts";
import { element, fill } from "../form/dom.ts";

interface RowsOptions<Row extends string[]> {
  label: string;
  /** Path prefix in errors, such as `metadata` in `metadata[2]`. */
  path: string;
  rows: Row[];
  empty: Row;
  /** Creates the controls of a row. They update the row and call `changed`. */
  cells: (row: Row, name: string, changed: () => void, redraw: () => void) => HTMLElement[];
  texts: { add: string; remove: string };
  change: () => void;
}

/** An editable table. Each row is a name and a value, or a condition. */
export function rowsEditor<Row extends string[]>(options: RowsOptions<Row>): HTMLElement {
  const { label, path, rows, empty, cells, texts, change } = options;
  const box = element("div", { class: "rows", "data-path": path, role: "group", "aria-label": label });
  const draw = (focus?: number) => {
    const drawn = rows.map((row, index) => {
      const name = `${label} ${index + 1}`;
      const remove = () => {
        rows.splice(index, 1);
        draw(Math.min(index, rows.length - 1));
        change();
      };
      return element(
        "div",
        { class: "row-box", "data-path": `${path}[${index}]` },
        element(
          "div",
          { class: "row" },
          ...cells(row, name, change, () => draw(index)),
          iconButton("trash", fill(texts.remove, name), remove),
        ),
        element("div", { class: "error", role: "alert", hidden: true }),
      );
    });
    const add = () => {
      rows.push([...empty] as Row);
      draw(rows.length - 1);
    };
    const error = element("div", { class: "error", role: "alert", hidden: true });
    box.replaceChildren(element("vscode-label", {}, label), ...drawn, error, addButton(fill(texts.add, label), add));
    if (focus !== undefined) focusIn(drawn[focus] ?? box);
  };
  draw();
  return box;
}

/** @param label accessible name, for users who can't see the column header */
export function cell(row: string[], at: number, label: string, placeholder: string, changed: () => void): HTMLElement {
  const control = element("vscode-textfield", { value: row[at], placeholder, label });
  control.addEventListener("input", () => {
    row[at] = control.value;
    changed();
  });
  return control;
}
