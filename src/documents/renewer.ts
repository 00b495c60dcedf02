import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { s3Uri } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import { AMPERSAND } from "../core/inspect/findLinks.ts";
import { findLink } from "../core/inspect/inspect.ts";
import type { FoundLink } from "../core/inspect/inspectedUrl.ts";
import { type SharedLink, sharedUrl } from "../core/ledger/linkLedger.ts";
import type { SignedRequest } from "../core/sign/signedRequest.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { connectionChoice } from "../host/nodes/targetSteps.ts";
import { defaultExpiry } from "../host/settings.ts";
import { sharedBy, signerName } from "../host/text/signerName.ts";
import { withProgress } from "../host/ui/progress.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";
import { renewCloudFront } from "./renewCloudFront.ts";

const { t } = vscode.l10n;

/** A new link for the same request. */
export interface Renewed {
  /** Written like the link that it replaces. */
  text: string;
  signed: SignedRequest;
  entry: SharedLink;
  /** The profile with its account, or the key of CloudFront. */
  signer: string;
}

interface Draft {
  connection?: Connection;
  method?: string;
}

/** Signs links again. Asks for a profile once for all links of one signer. */
export class Renewer {
  readonly #app: App;
  readonly #title: string;
  readonly #expiresIn: number | undefined;
  readonly #chosen = new Map<string, Required<Draft>>();

  /** @param expiresIn seconds; the lifetime of each link if absent */
  constructor(app: App, title: string, expiresIn?: number) {
    this.#app = app;
    this.#title = title;
    this.#expiresIn = expiresIn;
  }

  /**
   * @param text a link as it is written in a document
   * @throws S3Error cancelled
   * @throws S3Error linkChanged if one of the user's keys shows that the link was changed; see sameRequest
   */
  async renew(text: string): Promise<Renewed> {
    const endpoints = await knownEndpoints(this.#app);
    const found = findLink(text, new Date(), endpoints);
    const expiresIn = this.#expiresIn;
    if (found.inspected.kind === "cloudFront") {
      const { signed, ...renewed } = await renewCloudFront(this.#app, found.pasted.url, found.inspected, expiresIn);
      return { ...renewed, signed, text: writtenLike(text, signed.url) };
    }
    const { connection, method } = await this.#signerOf(found);
    const same = this.#app.aws().sameRequest(found, method, endpoints);
    const request = { ...same, expiresIn: expiresIn ?? same.expiresIn ?? defaultExpiry() };
    const signed = await withProgress(t("Signing…"), ({ signal }) =>
      this.#app.s3().presign(connection, request, undefined, signal),
    );
    return {
      text: writtenLike(text, signed.url),
      signed,
      entry: sharedUrl(signed, request, sharedBy(this.#app, connection, commands.renewLink)),
      signer: await signerName(this.#app, connection),
    };
  }

  /**
   * A link that one of the user's keys verifies is signed with the same profile. What nothing verifies may have been made up: only
   * what can only read is signed without a question, and only for the account that the link names.
   */
  async #signerOf(found: FoundLink): Promise<Required<Draft>> {
    const s3 = this.#app.s3();
    const { inspected } = found;
    const { check, method } = await s3.signedMethod(found);
    if (check.outcome === "differs") throw new S3Error("linkChanged", { signedHeaders: inspected.signedHeaders });
    const { own, possible } = await s3.linkSigners(found);
    const [only, ...others] = own;
    if (only && method) return { connection: only, method };
    const methods = Object.keys(inspected.methods);
    const isSingle = only !== undefined && others.length === 0;
    if (isSingle && methods.every(isReading)) return { connection: only, method: inspected.method };
    // If only the operation is unknown, it alone is asked for.
    const connection = isSingle && methods.length > 1 ? only : undefined;
    return this.#ask(found, own.length > 0 ? own : possible, connection);
  }

  async #ask(
    { inspected }: FoundLink,
    connections: Connection[],
    connection: Connection | undefined,
  ): Promise<Required<Draft>> {
    const { signer, endpoint, methods, bucket = "", key } = inspected;
    const about = JSON.stringify([signer?.accessKeyId, endpoint, methods]);
    const known = this.#chosen.get(about);
    if (known) return known;
    const place = s3Uri({ bucket, ...(key !== undefined && { key }) });
    const steps: Step<Draft>[] = [
      {
        when: () => connection === undefined,
        ask: (draft) => ({
          placeHolder: t("Choose a profile to sign the link to {0}", place),
          choices: connections.map((each) => ({
            ...connectionChoice(this.#app, each),
            value: { ...draft, connection: each },
          })),
        }),
      },
      {
        when: () => Object.keys(methods).length > 1,
        ask: (draft) => ({
          placeHolder: t("Choose the operation. The link doesn't specify it."),
          choices: Object.entries(methods).map(([method, operation]) => ({
            label: operation,
            description: method,
            value: { ...draft, method },
          })),
        }),
      },
    ];
    const start = { method: inspected.method, ...(connection && { connection }) };
    const draft = await askSteps<Draft>(() => this.#title, steps, start);
    this.#chosen.set(about, draft as Required<Draft>);
    return draft as Required<Draft>;
  }
}

const isReading = (method: string): boolean => method === "GET" || method === "HEAD";

/** With the escapes that the original has: see findLinksInText. */
function writtenLike(original: string, url: string): string {
  const [ampersand] = new RegExp(AMPERSAND, "i").exec(original) ?? [];
  const escaped = new Set([...original.matchAll(/\\([/?&=%_#])/g)].map(([, character]) => character));
  return url.replace(/[/?&=%_#]/g, (character) => {
    if (character === "&" && ampersand) return ampersand;
    return escaped.has(character) ? `\\${character}` : character;
  });
}
