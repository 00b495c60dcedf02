import type { Operation } from "../core/operations/catalogue.ts";
import type { FormChoice, FormError, SignedView } from "../host/ui/signedView.ts";
import type { FormTexts } from "./texts.ts";

export type { SnippetView } from "../host/ui/signedView.ts";
export type { FormError, FormTexts, SignedView };

/** The state of the form. */
export interface OperationFormState {
  /** Connection ID. */
  connection: string;
  operation: string;
  /** Plain JSON, with the names of the S3 API. */
  params: Record<string, unknown>;
  /** As typed by the user. See parseExpiry. */
  expiry: string;
  /** Default: the operation's own method. */
  httpMethod?: string;
}

export type ToForm =
  | {
      type: "init";
      texts: FormTexts;
      connections: FormChoice[];
      operations: FormChoice[];
      operation: Operation;
      state: OperationFormState;
    }
  | { type: "operation"; operation: Operation }
  /** `number` identifies the `sign` message that this responds to. */
  | { type: "signed"; number: number; view: SignedView }
  | { type: "refused"; number: number; error: FormError };

export type FromForm =
  | { type: "ready" }
  | { type: "chooseOperation"; operation: string }
  | { type: "sign"; number: number; state: OperationFormState }
  | { type: "copy"; text: string };
