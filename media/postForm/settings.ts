import type { FormChoice, FormTexts, PostFormState, Preset } from "../../src/postForm/protocol.ts";
import { focusIn } from "../form/controls.ts";
import { element, field } from "../form/dom.ts";
import { selectOrSearch } from "../form/searchableSelect.ts";
import { conditionsTable, pairsTable } from "./tables.ts";

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
  /** The editors write into it. */
  state: PostFormState;
  /** Called after each change, so that the form is signed again when the user pauses. */
  change: () => void;
  startFresh: () => void;
}

type TextSetting = { [K in keyof PostFormState]: PostFormState[K] extends string ? K : never }[keyof PostFormState];

/** The editors of all settings. */
export class SettingsPart {
  readonly root = element("section");
  readonly #options: SettingsOptions;
  readonly #texts: FormTexts;
  readonly #state: PostFormState;
  #showsMore: boolean;

  constructor(options: SettingsOptions) {
    this.#options = options;
    this.#texts = options.texts;
    this.#state = options.state;
    this.#showsMore = hasMore(options.state);
    this.#draw();
  }

  #draw(): void {
    const path = (document.activeElement?.closest("[data-path]") as HTMLElement | null)?.dataset.path;
    this.root.replaceChildren(
      element("p", { class: "help" }, this.#texts.intro),
      this.#presetButtons(),
      this.#startFreshButton(),
      ...this.#mainFields(),
      this.#more(),
    );
    // A control that is drawn again loses the focus.
    if (path) focusIn(this.root.querySelector(`[data-path="${CSS.escape(path)}"]`) ?? undefined);
  }

  /** After a change on which other settings depend. */
  #changeAndDraw(): void {
    this.#draw();
    this.#options.change();
  }

  #presetButtons(): HTMLElement {
    const buttons = this.#options.presets.map(({ label, settings }) => {
      const apply = () => {
        Object.assign(this.#state, settings);
        this.#changeAndDraw();
      };
      return element("vscode-button", { secondary: true, onclick: apply }, label);
    });
    return element(
      "div",
      { class: "actions presets", role: "group", "aria-label": this.#texts.startFrom },
      element("span", {}, this.#texts.startFrom),
      ...buttons,
    );
  }

  #startFreshButton(): HTMLElement {
    const { startFresh } = this.#options;
    const button = element(
      "vscode-button",
      { secondary: true, icon: "clear-all", onclick: startFresh },
      this.#texts.startFresh,
    );
    return element("div", { class: "actions" }, button);
  }

  #mainFields(): HTMLElement[] {
    const texts = this.#texts;
    return [
      field(texts.profile, this.#choice("connection", this.#options.connections), { path: "connection" }),
      field(texts.bucket, this.#text("bucket"), { path: "bucket", required: true }),
      ...this.#keyFields(),
      element(
        "div",
        { class: "pair" },
        field(texts.minSize, this.#text("minSize"), { path: "minSize" }),
        field(texts.maxSize, this.#text("maxSize"), { path: "maxSize" }),
      ),
      element("p", { class: "help under" }, texts.sizeHelp),
      field(texts.contentType, this.#text("contentType"), { path: "contentType", help: texts.contentTypeHelp }),
      field(texts.expiry, this.#text("expiry"), { path: "expiry", help: texts.expiryHelp }),
    ];
  }

  #keyFields(): HTMLElement[] {
    const texts = this.#texts;
    const modes = [
      { value: "fileName", label: texts.keyModeFileName },
      { value: "free", label: texts.keyModeFree },
      { value: "exact", label: texts.keyModeExact },
    ];
    const exact = this.#state.keyMode === "exact";
    return [
      field(texts.keyMode, this.#decidingChoice("keyMode", modes), { path: "keyMode" }),
      field(exact ? texts.key : texts.prefix, this.#text("key"), {
        path: "key",
        required: exact,
        help: exact ? texts.keyHelp : texts.prefixHelp,
      }),
    ];
  }

  #more(): HTMLDetailsElement {
    const more = element(
      "details",
      { open: this.#showsMore, ontoggle: () => (this.#showsMore = more.open) },
      element("summary", {}, this.#texts.more),
      ...this.#moreFields(),
    );
    return more;
  }

  #moreFields(): HTMLElement[] {
    const texts = this.#texts;
    const acls = [{ value: "", label: texts.noAcl }, ...this.#options.acls];
    return [
      ...this.#successFields(),
      pairsTable(this.#options, "metadata", texts.metadata),
      pairsTable(this.#options, "tags", texts.tags),
      ...this.#storageFields(),
      field(texts.acl, this.#choice("acl", acls), { path: "acl", help: texts.aclHelp }),
      pairsTable(this.#options, "fields", texts.fields),
      conditionsTable(this.#options),
    ];
  }

  #successFields(): HTMLElement[] {
    const texts = this.#texts;
    const successes = [
      { value: "201", label: texts.success201 },
      { value: "200", label: texts.success200 },
      { value: "204", label: texts.success204 },
      { value: "redirect", label: texts.successRedirect },
    ];
    const success = field(texts.success, this.#decidingChoice("success", successes), { path: "success" });
    if (this.#state.success !== "redirect") return [success];
    return [success, field(texts.redirect, this.#text("redirect"), { path: "redirect", required: true })];
  }

  #storageFields(): HTMLElement[] {
    const texts = this.#texts;
    const byBucket = { value: "", label: texts.bucketDefault };
    const classes = this.#options.storageClasses.map((value) => ({ value, label: value }));
    const fields = [
      field(texts.storageClass, this.#choice("storageClass", [byBucket, ...classes]), { path: "storageClass" }),
      field(texts.encryption, this.#decidingChoice("encryption", [byBucket, ...ENCRYPTIONS]), { path: "encryption" }),
    ];
    if (this.#state.encryption !== "aws:kms") return fields;
    return [...fields, field(texts.kmsKeyId, this.#text("kmsKeyId"), { path: "kmsKeyId", help: texts.kmsKeyHelp })];
  }

  #text(name: TextSetting): HTMLElement {
    const control = element("vscode-textfield", { value: this.#state[name] });
    control.addEventListener("input", () => {
      (this.#state[name] as string) = control.value;
      this.#options.change();
    });
    return control;
  }

  #choice(name: TextSetting, choices: FormChoice[], changed = this.#options.change): HTMLElement {
    return selectOrSearch(choices, this.#state[name], (value) => {
      (this.#state[name] as string) = value;
      changed();
    });
  }

  /** A choice that decides which other settings there are. */
  #decidingChoice(name: TextSetting, choices: FormChoice[]): HTMLElement {
    return this.#choice(name, choices, () => this.#changeAndDraw());
  }
}

/** Whether a setting is in use that is initially hidden under “more”. */
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
