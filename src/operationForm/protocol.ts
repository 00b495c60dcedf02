import type { Operation } from "../core/operations/catalogue.ts";
import type { FormChoice, FormError, SignedView } from "../host/ui/signedView.ts";
import type { FormTexts } from "./texts.ts";

export type { SnippetView } from "../host/ui/signedView.ts";
export type { FormError, FormTexts, SignedView };

/** What the form holds. */
export interface OperationFormState {
  /** Connection id. */
  connection: string;
  operation: string;
  /** Plain JSON, named as in the S3 API. */
  params: Record<string, unknown>;
  /** As a person types it; see parseExpiry. */
  expiry: string;
  /** Where absent, the operation's own. */
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
  /** `number` is that of the request to sign which this answers. */
  | { type: "signed"; number: number; view: SignedView }
  | { type: "refused"; number: number; error: FormError };

export type FromForm =
  | { type: "ready" }
  | { type: "chooseOperation"; operation: string }
  | { type: "sign"; number: number; state: OperationFormState }
  | { type: "copy"; text: string };
