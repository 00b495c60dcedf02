import type { Member, MemberType } from "../../src/core/operations/catalogue.ts";
import type { FormTexts } from "../../src/operationForm/protocol.ts";
import { addButton, focusIn, iconButton } from "../form/controls.ts";
import { element, field, fill } from "../form/dom.ts";
import { searchableSelect, selectOrSearch } from "../form/searchableSelect.ts";

type Change = (value: unknown) => void;
type Structure = Record<string, unknown>;

/** The value that an editor changes, with its context. */
interface Edited<T> {
  type: T;
  value: unknown;
  /** The notation that errors use: `Delete.Objects[2].Key`. */
  path: string;
  change: Change;
}

/** Editors for parameters, drawn from the operation catalogue. There is one function per kind of value. */
export class ParameterEditors {
  readonly #texts: FormTexts;

  constructor(texts: FormTexts) {
    this.#texts = texts;
  }

  /** Required members and members with a value, followed by a list to add others from. */
  structure(members: Member[], value: unknown, path: string, change: Change): HTMLElement {
    const current: Structure = isStructure(value) ? { ...value } : {};
    const box = element("div", { class: path === "" ? "structure" : "group structure" });
    const draw = (focus?: string) => {
      const shown = members.filter(({ name, required }) => required || name in current);
      shown.sort((a, b) => Number(b.required) - Number(a.required));
      const rows = shown.map((member) => this.#member(member, current, path, change, draw));
      box.replaceChildren(...rows, this.#adder(members, current, draw));
      if (focus) focusIn(rows[shown.findIndex(({ name }) => name === focus)]);
    };
    draw();
    return box;
  }

  #member(member: Member, current: Structure, path: string, change: Change, draw: () => void): HTMLElement {
    const { name, type, required, description } = member;
    const at = path === "" ? name : `${path}.${name}`;
    const edited = {
      type,
      value: current[name],
      path: at,
      change: (value: unknown) => {
        if (value === undefined && required) delete current[name];
        else current[name] = value;
        change(cleaned(current));
      },
    };
    const remove = () => {
      delete current[name];
      draw();
      change(cleaned(current));
    };
    const extra = required ? undefined : iconButton("trash", fill(this.#texts.remove, name), remove);
    const help = [description, this.#typeHelp(type)].filter(Boolean).join(" ") || undefined;
    return field(name, this.#value(edited, name), { help, required, path: at, extra });
  }

  /** A searchable list of the optional parameters that are not shown yet. */
  #adder(members: Member[], current: Structure, draw: (focus?: string) => void): HTMLElement {
    const absent = members.filter(({ name, required }) => !required && !(name in current));
    if (absent.length === 0) return element("div");
    const placeholder = { value: "", label: "", description: this.#texts.addParameterHelp };
    const choices = absent.map(({ name, description = "" }) => ({ value: name, label: name, description }));
    const choose = (name: string) => {
      if (name === "") return;
      current[name] = undefined;
      draw(name);
    };
    return field(this.#texts.addParameter, searchableSelect([placeholder, ...choices], "", { choose }));
  }

  #value({ type, value, path, change }: Edited<MemberType>, label: string): HTMLElement {
    switch (type.kind) {
      case "structure":
      case "union":
        return this.structure(type.members, value, path, change);
      case "list":
        return this.#list({ type, value, path, change }, label);
      case "map":
        return this.#map({ type, value, path, change }, label);
      case "boolean":
        return this.#choice(["true", "false"], value, (text) =>
          change(text === undefined ? undefined : text === "true"),
        );
      case "string":
        return type.values && !type.open ? this.#choice(type.values, value, change) : text(value, change);
      case "integer":
        return text(value, (given) => change(asNumber(given)));
      case "timestamp":
      case "blob":
        return text(value, change);
    }
  }

  #list({ type, value, path, change }: Edited<Extract<MemberType, { kind: "list" }>>, label: string): HTMLElement {
    const items: unknown[] = Array.isArray(value) ? [...value] : [];
    const box = element("div", { class: "group" });
    const report = () => change(items.filter((item) => item !== undefined));
    const draw = (focus?: number) => {
      const rows = items.map((item, index) => {
        const at = `${path}[${index}]`;
        const name = `${label} ${index + 1}`;
        const set = (next: unknown) => {
          items[index] = next;
          report();
        };
        const remove = () => {
          items.splice(index, 1);
          draw();
          report();
        };
        const extra = iconButton("trash", fill(this.#texts.remove, name), remove);
        return field(name, this.#value({ type: type.of, value: item, path: at, change: set }, name), {
          path: at,
          extra,
        });
      });
      const add = () => {
        items.push(undefined);
        draw(items.length - 1);
      };
      box.replaceChildren(...rows, addButton(fill(this.#texts.addItem, label), add));
      if (focus !== undefined) focusIn(rows[focus]);
    };
    draw();
    return box;
  }

  #map({ type, value, path, change }: Edited<Extract<MemberType, { kind: "map" }>>, label: string): HTMLElement {
    const entries: [string, unknown][] = isStructure(value) ? Object.entries(value) : [];
    const box = element("div", { class: "group" });
    const report = () =>
      change(Object.fromEntries(entries.filter(([name, item]) => name !== "" && item !== undefined)));
    const draw = (focus?: number) => {
      const rows = entries.map((entry, index) => {
        const name = text(entry[0], (given) => {
          entry[0] = given ?? "";
          report();
        });
        const item = this.#value(
          {
            type: type.of,
            value: entry[1],
            path: `${path}.${entry[0]}`,
            change: (next) => {
              entry[1] = next;
              report();
            },
          },
          this.#texts.entryValue,
        );
        const remove = () => {
          entries.splice(index, 1);
          draw();
          report();
        };
        const extra = iconButton("trash", fill(this.#texts.remove, `${label} ${index + 1}`), remove);
        return element(
          "div",
          { class: "entry" },
          field(this.#texts.entryName, name, { extra }),
          field(this.#texts.entryValue, item, { path: `${path}.${entry[0]}` }),
        );
      });
      const add = () => {
        entries.push(["", undefined]);
        draw(entries.length - 1);
      };
      box.replaceChildren(...rows, addButton(fill(this.#texts.addEntry, label), add));
      if (focus !== undefined) focusIn(rows[focus]);
    };
    draw();
    return box;
  }

  #choice(values: string[], value: unknown, change: Change): HTMLElement {
    const choices = ["", ...values].map((each) => ({ value: each, label: each || this.#texts.choose }));
    return selectOrSearch(choices, String(value ?? ""), (chosen) => change(chosen || undefined));
  }

  #typeHelp(type: MemberType): string | undefined {
    if (type.kind === "timestamp") return this.#texts.timestampHelp;
    if (type.kind === "blob") return this.#texts.textHelp;
    return type.kind === "string" && type.open && type.values
      ? fill(this.#texts.valuesHelp, type.values.join(", "))
      : undefined;
  }
}

function text(value: unknown, change: (text: string | undefined) => void): HTMLElement {
  const shown = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const many = shown.includes("\n");
  const control = many
    ? element("vscode-textarea", { value: shown, rows: 6, resize: "vertical", monospace: true })
    : element("vscode-textfield", { value: shown });
  control.addEventListener("input", () => change(control.value || undefined));
  return control;
}

/** Text that is not a number is kept, so that validation can report it. */
function asNumber(given: string | undefined): number | string | undefined {
  return given !== undefined && /^-?\d+(\.\d+)?$/.test(given.trim()) ? Number(given) : given;
}

function isStructure(value: unknown): value is Structure {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Omits members that were added but have no value yet. */
function cleaned(structure: Structure): Structure {
  return Object.fromEntries(Object.entries(structure).filter(([, value]) => value !== undefined));
}
