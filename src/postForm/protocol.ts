import type { PresetName, UploadSettings } from "../core/post/policy/uploadSettings.ts";
import type { FormChoice, FormError, SnippetView } from "../host/ui/signedView.ts";
import type { FormTexts } from "./texts.ts";

export type { ConditionRow, UploadSettings } from "../core/post/policy/uploadSettings.ts";
export type { FormChoice, FormError, FormTexts, SnippetView };

/** The state of the form. */
export interface PostFormState extends UploadSettings {
  /** Connection ID. */
  connection: string;
  /** As typed by the user. See parseExpiry. */
  expiry: string;
}

/** A signed form as the page shows it: localized, as plain JSON. */
export interface PostView {
  /** A sentence that says when the form expires and which profile signed it. */
  end: string;
  warnings: string[];
  /** One sentence per rule. */
  rules: string[];
  /** The policy as JSON. */
  json: string;
  snippets: SnippetView[];
}

/** The properties of a file that a policy checks. */
export interface Trial {
  name: string;
  /** As typed by the user. See parseSize. */
  size: string;
  contentType: string;
}

export interface Preset {
  name: PresetName;
  label: string;
  settings: Partial<UploadSettings>;
}

/** What to do with the upload page. */
export type PageAction = "copy" | "save" | "open";

/** What to do with the file that was saved last. */
export type SavedAction = "open" | "show";

export type ToForm =
  | {
      type: "init";
      texts: FormTexts;
      connections: FormChoice[];
      presets: Preset[];
      storageClasses: readonly string[];
      acls: FormChoice[];
      state: PostFormState;
    }
  /** `number` identifies the `sign` message that this responds to. */
  | { type: "signed"; number: number; view: PostView }
  | { type: "refused"; number: number; error: FormError }
  /** The user chose a file, which can now be uploaded. */
  | { type: "file"; trial: Trial }
  | { type: "tried"; accepted: boolean; message: string }
  /** `part` is between 0 and 1. */
  | { type: "progress"; part: number; message: string }
  | { type: "uploaded"; ok: boolean; message: string; response?: string }
  | { type: "cors"; message: string; rules?: string; wanted: string }
  /** The outcome of a button. */
  | { type: "note"; message: string }
  | { type: "saved"; message: string };

export type FromForm =
  | { type: "ready" }
  | { type: "startFresh" }
  | { type: "sign"; number: number; state: PostFormState }
  | { type: "try"; trial: Trial }
  | { type: "chooseFile" }
  | { type: "upload" }
  | { type: "cancelUpload" }
  | { type: "copy"; text: string }
  | { type: "page"; action: PageAction }
  | { type: "saveSnippet"; id: string }
  | { type: "saved"; action: SavedAction }
  | { type: "cors" };
