import type { PresetName, UploadSettings } from "../core/post/policy/uploadSettings.ts";
import type { FormChoice, FormError, SnippetView } from "../host/ui/signedView.ts";
import type { FormTexts } from "./texts.ts";

export type { ConditionRow, UploadSettings } from "../core/post/policy/uploadSettings.ts";
export type { FormChoice, FormError, FormTexts, SnippetView };

/** What the form holds. */
export interface PostFormState extends UploadSettings {
  /** Connection id. */
  connection: string;
  /** As a person types it; see parseExpiry. */
  expiry: string;
}

/** A signed form as the page shows it: localised, plain JSON. */
export interface PostView {
  /** A sentence: until when it works, and who signed. */
  end: string;
  warnings: string[];
  /** A sentence a rule. */
  rules: string[];
  /** Of the policy. */
  json: string;
  snippets: SnippetView[];
}

/** A file that may be uploaded, as far as a policy looks at it. */
export interface Trial {
  name: string;
  /** As typed; see parseSize. */
  size: string;
  contentType: string;
}

export interface Preset {
  name: PresetName;
  label: string;
  settings: Partial<UploadSettings>;
}

/** What the person wants with the page that is to be handed out. */
export type PageAction = "copy" | "save" | "open";

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
  /** `number` is that of the request to sign which this answers. */
  | { type: "signed"; number: number; view: PostView }
  | { type: "refused"; number: number; error: FormError }
  /** A file was chosen: it can be uploaded now. */
  | { type: "file"; trial: Trial }
  | { type: "tried"; accepted: boolean; message: string }
  /** `part` of 1. */
  | { type: "progress"; part: number; message: string }
  | { type: "uploaded"; ok: boolean; message: string; answer?: string }
  | { type: "cors"; message: string; rules?: string; wanted: string }
  /** What became of a button. */
  | { type: "note"; message: string };

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
  | { type: "cors" };
