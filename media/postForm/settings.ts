import type { ConditionRow, FormChoice, FormTexts, PostFormState, Preset } from "../../src/postForm/protocol.ts";
import { focusIn, select } from "../form/controls.ts";
import { element, field } from "../form/dom.ts";
import { cell, rowsEditor } from "./rows.ts";

const ENCRYPTIONS = [
  { value: "AES256", label: "SSE-S3 (AES256)" },
  { value: "aws:kms", label: "SSE-KMS (aws:kms)" },
];

interface SettingsOptions {
  texts: FormTexts;
  connections: FormChoice[];
  presets: Preset[];
  storageClasses: readonly string[];
  acls: FormChoice[];
  state: PostFormState;
  /** Called after each change. The form is signed again when the user pauses. */
  change: () => void;
  startFresh: () => void;
}

type TextSetting = { [K in keyof PostFormState]: PostFormState[K] extends string ? K : never }[keyof PostFormState];

/** The editors of all settings; they write into the state. */
export function settingsEditor(options: SettingsOptions): HTMLElement {
  const { texts, state, change } = options;
  const box = element("section");
  let showsMore = hasMore(state);
  const draw = () => {
    const path = (document.activeElement?.closest("[data-path]") as HTMLElement | null)?.dataset.path;
    box.replaceChildren(...editors(options));
    // A redrawn element would lose the keyboard focus.
    if (path) focusIn(box.querySelector(`[data-path="${CSS.escape(path)}"]`) ?? undefined);
  };
  const redraw = () => {
    draw();
    change();
  };
  draw();
  return box;

  function editors({ connections, presets, startFresh }: SettingsOptions): HTMLElement[] {
    return [
      element("p", { class: "help" }, texts.intro),
      presetButtons(texts, presets, (preset) => {
        Object.assign(state, preset.settings);
        redraw();
      }),
      element(
        "div",
        { class: "actions" },
        element("vscode-button", { secondary: true, icon: "clear-all", onclick: startFresh }, texts.startFresh),
      ),
      field(texts.profile, choice("connection", connections), { path: "connection" }),
      field(texts.bucket, text("bucket"), { path: "bucket", required: true }),
      ...keyFields(),
      pair(
        field(texts.minSize, text("minSize"), { path: "minSize" }),
        field(texts.maxSize, text("maxSize"), { path: "maxSize" }),
      ),
      element("p", { class: "help under" }, texts.sizeHelp),
      field(texts.contentType, text("contentType"), { path: "contentType", help: texts.contentTypeHelp }),
      field(texts.expiry, text("expiry"), { path: "expiry", help: texts.expiryHelp }),
      more(),
    ];
  }

  function text(name: TextSetting): HTMLElementTagNameMap["vscode-textfield"] {
    const control = element("vscode-textfield", { value: state[name] });
    control.addEventListener("input", () => {
      (state[name] as string) = control.value;
      change();
    });
    return control;
  }

  function choice(name: TextSetting, choices: FormChoice[], after = change): HTMLElement {
    return select(choices, state[name], (value) => {
      (state[name] as string) = value;
      after();
    });
  }

  function keyFields(): HTMLElement[] {
    const modes = [
      { value: "fileName", label: texts.keyModeFileName },
      { value: "free", label: texts.keyModeFree },
      { value: "exact", label: texts.keyModeExact },
    ];
    const exact = state.keyMode === "exact";
    return [
      field(texts.keyMode, choice("keyMode", modes, redraw), { path: "keyMode" }),
      field(exact ? texts.key : texts.prefix, text("key"), {
        path: "key",
        required: exact,
        help: exact ? texts.keyHelp : texts.prefixHelp,
      }),
    ];
  }

  function more(): HTMLElement {
    const collapsible = element(
      "vscode-collapsible",
      { heading: texts.more, open: showsMore },
      element("div", { class: "collapsed" }, ...moreFields()),
    );
    collapsible.addEventListener("vsc-collapsible-toggle", (event) => {
      showsMore = (event as CustomEvent<{ open: boolean }>).detail.open;
    });
    return collapsible;
  }

  function moreFields(): HTMLElement[] {
    const own = { value: "", label: texts.bucketDefault };
    const successes = [
      { value: "201", label: texts.success201 },
      { value: "200", label: texts.success200 },
      { value: "204", label: texts.success204 },
      { value: "redirect", label: texts.successRedirect },
    ];
    const named = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
    return [
      field(texts.success, choice("success", successes, redraw), { path: "success" }),
      ...(state.success === "redirect"
        ? [field(texts.redirect, text("redirect"), { path: "redirect", required: true })]
        : []),
      pairs("metadata", texts.metadata),
      pairs("tags", texts.tags),
      field(texts.storageClass, choice("storageClass", [own, ...named(options.storageClasses)]), {
        path: "storageClass",
      }),
      field(texts.encryption, choice("encryption", [own, ...ENCRYPTIONS], redraw), { path: "encryption" }),
      ...(state.encryption === "aws:kms"
        ? [field(texts.kmsKeyId, text("kmsKeyId"), { path: "kmsKeyId", help: texts.kmsKeyHelp })]
        : []),
      field(texts.acl, choice("acl", [{ value: "", label: texts.noAcl }, ...options.acls]), {
        path: "acl",
        help: texts.aclHelp,
      }),
      pairs("fields", texts.fields),
      conditions(),
    ];
  }

  function pairs(name: "metadata" | "tags" | "fields", label: string): HTMLElement {
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

  function conditions(): HTMLElement {
    return rowsEditor<ConditionRow>({
      label: texts.conditions,
      path: "conditions",
      rows: state.conditions,
      empty: ["starts-with", "", ""],
      texts,
      change,
      cells: (row, rowName, changed, redrawRow) => {
        const operators = ["eq", "starts-with", "content-length-range"].map((value) => ({ value, label: value }));
        const operator = select(operators, row[0], (value) => {
          row[0] = value;
          redrawRow();
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
}

function hasMore({
  metadata,
  tags,
  fields,
  conditions,
  storageClass,
  encryption,
  acl,
  success,
}: PostFormState): boolean {
  const rows = [metadata, tags, fields, conditions].some(({ length }) => length > 0);
  return rows || storageClass + encryption + acl !== "" || success === "redirect";
}

function presetButtons(texts: FormTexts, presets: Preset[], apply: (preset: Preset) => void): HTMLElement {
  const buttons = presets.map((preset) =>
    element("vscode-button", { secondary: true, onclick: () => apply(preset) }, preset.label),
  );
  return element(
    "div",
    { class: "actions presets", role: "group", "aria-label": texts.startFrom },
    element("span", {}, texts.startFrom),
    ...buttons,
  );
}

const pair = (...fields: HTMLElement[]) => element("div", { class: "pair" }, ...fields);
