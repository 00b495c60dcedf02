import * as vscode from "vscode";
import type { App } from "./app.ts";
import { apiCommands } from "./contributions.ts";
import { isS3Error, S3Error } from "./core/errors/errors.ts";
import type { InspectedUrl } from "./core/inspect/inspectedUrl.ts";
import type { SharedLink } from "./core/ledger/linkLedger.ts";
import type { PostRequest } from "./core/post/policy/postRequest.ts";
import type { SharedPage } from "./core/share/sharePage.ts";
import type { PresignRequest } from "./core/sign/checkRequest.ts";
import type { SignedPost, SignedRequest } from "./core/sign/signedRequest.ts";
import type { FileRequest, RequestFilesRequest } from "./pages/requestFilesApi.ts";
import type { SharePageRequest } from "./pages/sharePageApi.ts";
import type { WithdrawnShare, WithdrawRequest } from "./pages/withdrawApi.ts";

export interface Signer {
  /** Connection ID or profile name. Default: `AWS_PROFILE`, then `default`, then the only profile. */
  connection?: string;
  /** Default: the bucket's region. */
  region?: string;
}

/** A request to sign, as plain JSON. */
export interface PresignUrlRequest extends Omit<PresignRequest, "inQuery" | "host">, Signer {}

/** An upload form to sign, as plain JSON. */
export interface PresignPostRequest extends PostRequest, Signer {}

/**
 * What `activate()` returns.
 * @throws S3Error with a stable `code` and a sentence as `message`. Methods that return a promise reject with it.
 */
export interface S3PresignApi {
  /**
   * Like boto3's generate_presigned_url. `operation` accepts any usual spelling ("get_object", "GetObject",
   * "getObject").
   */
  presignUrl(request: PresignUrlRequest): Promise<SignedRequest>;
  /**
   * Decodes a presigned URL or the JSON of an upload form. Works offline, on links to
   * S3, Google Cloud Storage, CloudFront, Azure Storage and Alibaba Cloud OSS.
   * @throws S3Error synchronously
   */
  inspect(url: string): InspectedUrl;
  /** Like boto3's generate_presigned_post. */
  presignPost(request: PresignPostRequest): Promise<SignedPost>;
  /**
   * Stores a page in the bucket, from which anyone with its link can download the objects. Asks the user first, unless the
   * setting `s3Presign.api.unattended` is on. Rejects in Restricted Mode, whatever the setting.
   */
  sharePage(request: SharePageRequest): Promise<SharedPage>;
  /**
   * Stores a page in the bucket, on which anyone with its link can send files into a folder. Asks the user first, as
   * sharePage does.
   */
  requestFiles(request: RequestFilesRequest): Promise<FileRequest>;
  /** Removes a page or file request, with its copies. Asks the user first, as sharePage does. */
  withdraw(request: WithdrawRequest): Promise<WithdrawnShare>;
}

/** @param isTrusted whether the workspace is */
export function createApi(app: App, isTrusted = () => vscode.workspace.isTrusted): S3PresignApi {
  const share = sharing(app);
  // What is stored or deleted at the request of an untrusted workspace could be against the user's will.
  const trusted = <T>(run: () => Promise<T>) =>
    withSentence(async () => {
      if (!isTrusted()) throw new S3Error("untrustedWorkspace", {});
      return run();
    });
  return {
    presignUrl: (given) =>
      withSentence(async () => {
        const { signed, entry } = await (await import("./signByApi.ts")).signUrlByApi(app, given);
        share(entry);
        return signed;
      }),
    inspect(url) {
      // The caller cannot wait.
      const { inspectNow } = require("./inspectNow.ts") as typeof import("./inspectNow.ts");
      return inspectNow(app, url);
    },
    presignPost: (given) =>
      withSentence(async () => {
        const { signed, entry } = await (await import("./signByApi.ts")).signPostByApi(app, given);
        share(entry);
        return signed;
      }),
    sharePage: (given) => trusted(async () => (await import("./pages/sharePageApi.ts")).sharePageByApi(app, given)),
    requestFiles: (given) =>
      trusted(async () => (await import("./pages/requestFilesApi.ts")).requestFilesByApi(app, given)),
    withdraw: (given) => trusted(async () => (await import("./pages/withdrawApi.ts")).withdrawByApi(app, given)),
  };
}

/** Registers the same functions as commands, so that a keybinding, a task or another extension needs no import. */
export function registerApiCommands(app: App): vscode.Disposable {
  const api = createApi(app);
  return vscode.Disposable.from(
    vscode.commands.registerCommand(apiCommands.presignUrl, api.presignUrl),
    vscode.commands.registerCommand(apiCommands.inspect, async (url) => {
      await (await import("./host/aws/knownEndpoints.ts")).knownEndpoints(app);
      return api.inspect(url);
    }),
    vscode.commands.registerCommand(apiCommands.presignPost, api.presignPost),
    vscode.commands.registerCommand(apiCommands.sharePage, api.sharePage),
    vscode.commands.registerCommand(apiCommands.requestFiles, api.requestFiles),
    vscode.commands.registerCommand(apiCommands.withdraw, api.withdraw),
  );
}

/** Milliseconds. Another extension can sign thousands of links, and each change of the list writes all of it. */
const SHARING_DELAY = 200;

/** Lists what was signed under Shared Links, several entries at a time. */
function sharing({ shared }: App): (link: SharedLink) => void {
  let links: SharedLink[] = [];
  return (link) => {
    if (links.push(link) > 1) return;
    setTimeout(() => {
      shared.fire(links);
      links = [];
    }, SHARING_DELAY);
  };
}

async function withSentence<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isS3Error(error)) error.message = (await import("./host/text/errorText.ts")).errorMessage(error);
    throw error;
  }
}
