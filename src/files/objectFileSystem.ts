import * as vscode from "vscode";
import type { App } from "../app.ts";
import { s3Uri } from "../core/address/location.ts";
import type { BucketAccess } from "../core/client/bucketAccess.ts";
import { rejectRepeats } from "../core/client/listingProgress.ts";
import { isS3Error, S3Error } from "../core/errors/errors.ts";
import { toPath } from "../core/files/filePath.ts";
import type { FileMetadata } from "../core/files/objectFiles.ts";
import type { MovedObject } from "../core/objects/relocate.ts";
import { placeOfUri } from "../host/nodes/fileUri.ts";
import { confirmLoss } from "../host/ui/confirmLoss.ts";
import { confirmUnverified } from "../host/ui/confirmUnverified.ts";
import { showError } from "../host/ui/showError.ts";
import { warnAclLost, warnAnnotationsLost } from "../host/ui/warnLost.ts";
import { warnUnverified } from "../host/ui/warnUnverified.ts";
import { fileSystemError } from "./fileSystemError.ts";
import { MovedEditors } from "./movedEditors.ts";
import { documentOf, tabsOf } from "./openEditors.ts";
import { RenameSources } from "./renameSources.ts";
import { resolveConflict } from "./resolveConflict.ts";
import { type Replaced, SeenObjects } from "./seenObjects.ts";

type Metadata = Pick<FileMetadata, "kind" | "size" | "modified">;

const FOLDER: Metadata = { kind: "folder", size: 0, modified: 0 };

/**
 * Shows objects as files. Nothing watches them: a change made elsewhere is noticed when the file is read or saved.
 * Saving replaces an object only if it is still the one that was read.
 */
export class ObjectFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #app: App;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #seen: SeenObjects;
  /**
   * Files for which the user discarded their own changes. VS Code considers them saved, so it must be made to read them
   * again.
   */
  readonly #stale = new Set<string>();

  /** Archived files that the user has already been notified about. */
  readonly #archived = new Set<string>();
  /** Files, and workspace folders that the user has already been notified about, that Restricted Mode blocks. */
  readonly #refused = new Set<string>();
  readonly #sources: RenameSources;
  readonly #editors = new MovedEditors();
  /** Resolves when the editors of all objects moved so far have followed. */
  #following = Promise.resolve();
  /** By file, ends a save whose content has been stored. VS Code asks for the new state before it counts as saved. */
  readonly #stored = new Map<string, () => void>();
  readonly #isTrusted: () => boolean;
  readonly #listeners: vscode.Disposable;

  constructor(app: App, isTrusted = () => vscode.workspace.isTrusted, sources = new RenameSources()) {
    this.#app = app;
    this.#sources = sources;
    this.#isTrusted = isTrusted;
    this.#seen = new SeenObjects(app.workspaceMemory);
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.#stale.delete(uri.toString())) this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        const refused = [...this.#refused].map((uri) => vscode.Uri.parse(uri));
        this.#changed.fire(refused.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#sources.dispose();
    this.#seen.dispose();
    this.#changed.dispose();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (this.#editors.isLeaving(uri)) return Promise.resolve(statOf({ ...FOLDER, kind: "file" }, false));
    const end = this.#stored.get(uri.toString());
    this.#stored.delete(uri.toString());
    return this.#stat(uri).finally(end);
  }

  #stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    // VS Code looks at the folders of a file before it creates the file again.
    if (!this.#isTrusted() && this.#app.openedFiles.isAbove(uri)) return Promise.resolve(statOf(FOLDER, false));
    return this.#guarded(uri, async () => {
      const metadata = await this.#metadata(uri);
      this.#seen.reported(uri, metadata);
      const { versionId } = placeOfUri(uri);
      const stat = statOf(metadata, this.#stale.has(uri.toString()));
      return versionId ? { ...stat, permissions: vscode.FilePermission.Readonly } : stat;
    });
  }

  readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.#guarded(uri, async () => {
      const { bucket } = placeOfUri(uri);
      if (bucket === undefined) return this.#buckets(uri);
      const { access, key } = await this.#access(uri);
      const entries = await this.#files().listFolder(access, key);
      return entries.map(({ name, kind }) => [segment(name), typeOf(kind)]);
    });
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#guarded(uri, async () => {
      const { access, key, versionId } = await this.#access(uri);
      const { bytes, etag, modified, isVerified } = await this.#files().readObject(access, key, versionId);
      if (!isVerified) void warnUnverified(this.#app)({ bucket: access.bucket, key });
      this.#seen.read(uri, bytes, { etag, modified });
      return bytes;
    });
  }

  async writeFile(uri: vscode.Uri, bytes: Uint8Array, options: { create: boolean; overwrite: boolean }): Promise<void> {
    const end = this.#app.saves.start(uri);
    try {
      await this.#save(uri, bytes, options);
    } catch (error) {
      end();
      throw error;
    }
    if (isOfFileService(options)) this.#stored.set(uri.toString(), end);
    else end();
  }

  #save(uri: vscode.Uri, bytes: Uint8Array, options: { create: boolean; overwrite: boolean }): Promise<void> {
    return this.#guarded(uri, async () => {
      const { access, key } = await this.#writable(uri);
      const metadata = await this.#files().findFile(access, key);
      if (!metadata && !options.create) throw vscode.FileSystemError.FileNotFound(uri);
      if (metadata && !options.overwrite) throw vscode.FileSystemError.FileExists(uri);
      if (metadata?.kind === "folder") throw vscode.FileSystemError.FileIsADirectory(uri);
      await this.#write(uri, access, key, bytes, this.#seen.replacedBy(uri, metadata));
      const type = metadata ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
      this.#changed.fire([{ type, uri }]);
    });
  }

  createDirectory(uri: vscode.Uri): Promise<void> {
    return this.#guarded(uri, async () => {
      const { access, key } = await this.#writable(uri);
      await this.#files().createFolder(access, key);
      this.#changed.fire([{ type: vscode.FileChangeType.Created, uri }]);
    });
  }

  delete(uri: vscode.Uri, options: { recursive: boolean }): Promise<void> {
    // Its object has already been moved.
    if (this.#editors.isLeaving(uri)) return Promise.resolve();
    return this.#guarded(uri, async () => {
      const { access, key } = await this.#removable(uri);
      if (options.recursive && isOfFileService(options)) await this.#checkReplaced(uri, access, key);
      await this.#files().deleteFile(access, key, options);
      this.#seen.forget(uri);
      this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    }).catch((error: unknown) => this.#failed(error));
  }

  rename(from: vscode.Uri, to: vscode.Uri, options: { overwrite: boolean }): Promise<void> {
    return this.#guarded(to, async () => {
      this.#checkTrust(from);
      const [source, target] = [await this.#removable(from), await this.#writable(to)];
      await this.#files().renameFile(source.access, source.key, this.#target(target, options));
      this.#seen.forget(from);
      this.#seen.forget(to);
      this.#changed.fire([
        { type: vscode.FileChangeType.Deleted, uri: from },
        { type: vscode.FileChangeType.Created, uri: to },
      ]);
    }).catch((error: unknown) => this.#failed(error));
  }

  /** Lets the open editors of a moved object show it, as in VS Code's Explorer. Resolves when they do. */
  follow(from: vscode.Uri, to: vscode.Uri, states: MovedObject["states"]): Promise<void> {
    const follow = async () => {
      if (this.#app.openedFiles.has(from)) this.#app.openedFiles.add(to);
      await this.#editors.follow({ from, to, onCarried: () => this.#seen.carried(from, to, states) });
    };
    this.#following = this.#following
      .then(follow)
      .catch((error: unknown) => this.#app.log.error(error))
      .then(() => {
        const changes = [
          { type: vscode.FileChangeType.Deleted, uri: from },
          { type: vscode.FileChangeType.Created, uri: to },
        ];
        this.#changed.fire(changes.filter(({ uri }) => isShown(uri)));
      });
    return this.#following;
  }

  #failed(error: unknown): never {
    this.#sources.forget();
    throw error;
  }

  copy(from: vscode.Uri, to: vscode.Uri, options: { overwrite: boolean }): Promise<void> {
    return this.#guarded(to, async () => {
      this.#checkTrust(from);
      const [source, target] = [await this.#access(from), await this.#writable(to)];
      await this.#files().copyFile(source.access, source.key, this.#target(target, options));
      this.#changed.fire([{ type: vscode.FileChangeType.Created, uri: to }]);
    });
  }

  /**
   * VS Code deletes what a rename or copy replaces, recursively, before it asks for the rename or copy. If that is the
   * source itself under another name, nothing would be left.
   * @throws S3Error replacesItself, also if this is unknown
   */
  async #checkReplaced(uri: vscode.Uri, access: BucketAccess, key: string): Promise<void> {
    const { announced, possible } = this.#sources.of(uri);
    for (const source of announced ? [announced] : possible) {
      const from = await this.#source(source).catch((error: unknown) => {
        // The rename would fail for the same reason.
        if (announced || !isS3Error(error)) throw error;
        this.#app.log.error(error);
        return undefined;
      });
      if (from && !(await this.#files().isDeletedWith(access, key, from.access, from.key))) continue;
      throw new S3Error("replacesItself", { uri: s3Uri({ bucket: access.bucket, key }) });
    }
  }

  async #source(uri: vscode.Uri): Promise<{ access: BucketAccess; key: string }> {
    this.#checkTrust(uri);
    return this.#access(uri);
  }

  #target(target: { access: BucketAccess; key: string }, { overwrite }: { overwrite: boolean }) {
    return { ...target, overwrite, ...this.#losses(), confirmUnverified: confirmUnverified(this.#app) };
  }

  #losses() {
    return { confirmLoss: confirmLoss(this.#app), onAclLost: warnAclLost(this.#app) };
  }

  async #write(
    uri: vscode.Uri,
    access: BucketAccess,
    key: string,
    bytes: Uint8Array,
    replaced: Replaced,
  ): Promise<void> {
    const files = this.#files();
    try {
      if (replaced === "unknown") throw new S3Error("changedMeanwhile", { bucket: access.bucket, key });
      const written = replaced.etag
        ? await files.saveObject(access, key, bytes, replaced.etag, {
            ...this.#losses(),
            onAnnotationsLost: warnAnnotationsLost(this.#app),
          })
        : await files.createObject(access, key, bytes);
      this.#seen.written(uri, written, bytes.length);
    } catch (error) {
      if (!isS3Error(error) || error.code !== "changedMeanwhile") throw error;
      const { etag } = (await files.findFile(access, key)) ?? {};
      const known = { isThere: etag !== undefined, isKnown: replaced !== "unknown" };
      const choice = await resolveConflict(this.#app, uri, bytes, known);
      if (choice === "mine") return this.#write(uri, access, key, bytes, { etag });
      if (etag === undefined) throw error;
      this.#seen.discarded(uri);
      this.#stale.add(uri.toString());
    }
  }

  async #metadata(uri: vscode.Uri): Promise<Metadata & { etag?: string }> {
    if (placeOfUri(uri).bucket === undefined) return FOLDER;
    const { access, key, versionId } = await this.#access(uri);
    const metadata = await this.#files().findFile(access, key, versionId);
    if (!metadata) throw vscode.FileSystemError.FileNotFound(uri);
    return metadata;
  }

  async #buckets(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const connection = await this.#app.s3().connection(placeOfUri(uri).connection);
    const names: string[] = [];
    const checkNew = rejectRepeats("ListBuckets");
    let token: string | undefined;
    do {
      const page = await this.#app.s3().buckets(connection, token);
      names.push(...page.buckets.map(({ name }) => name));
      token = page.next;
      if (token) checkNew(token);
    } while (token);
    return names.map((name) => [name, vscode.FileType.Directory]);
  }

  async #access(uri: vscode.Uri): Promise<{ access: BucketAccess; key: string; versionId?: string }> {
    const { connection, bucket, key = "", versionId } = placeOfUri(uri);
    if (bucket === undefined) throw vscode.FileSystemError.NoPermissions(uri);
    const access = await (await this.#app.bucket({ connection, bucket })).access();
    this.#sources.used(uri);
    return { access, key, ...(versionId && { versionId }) };
  }

  /**
   * Versions are read-only.
   * @throws FileSystemError NoPermissions
   */
  async #writable(uri: vscode.Uri): Promise<{ access: BucketAccess; key: string }> {
    const { versionId, ...place } = await this.#access(uri);
    if (versionId) throw vscode.FileSystemError.NoPermissions(uri);
    return place;
  }

  /**
   * Buckets are deleted in the tree only, with all of their versions.
   * @throws FileSystemError NoPermissions
   */
  async #removable(uri: vscode.Uri): Promise<{ access: BucketAccess; key: string }> {
    const place = await this.#writable(uri);
    if (place.key === "") throw vscode.FileSystemError.NoPermissions(uri);
    return place;
  }

  #files() {
    return this.#app.aws().objectFiles;
  }

  /**
   * Folders, settings and files of an untrusted workspace can name any object, and VS Code or another extension reads
   * it. Their author must not choose which credentials are used.
   */
  #checkTrust(uri: vscode.Uri): void {
    if (this.#isTrusted() || this.#app.openedFiles.has(uri)) return;
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const id = (folder?.uri ?? uri).toString();
    const error = folder
      ? new S3Error("untrustedFolder", { folder: folder.name })
      : new S3Error("untrustedFile", { name: uri.path.slice(1) });
    if (folder && !this.#refused.has(id)) void showError(this.#app, error);
    this.#refused.add(id);
    throw error;
  }

  async #guarded<T>(uri: vscode.Uri, run: () => Promise<T>): Promise<T> {
    try {
      this.#checkTrust(uri);
      return await run();
    } catch (error) {
      if (isS3Error(error) && error.code === "archived") this.#offerRestore(uri, error);
      else if (isS3Error(error) && error.code === "partsLeft") void showError(this.#app, error);
      else if (isS3Error(error) && error.code !== "noSuchKey") this.#app.log.error(error);
      throw fileSystemError(uri, error);
    }
  }

  /** Offers to restore an archived object, once per file. VS Code itself only shows why the file does not open. */
  #offerRestore(uri: vscode.Uri, error: S3Error): void {
    if (!this.#archived.has(uri.toString())) void showError(this.#app, error);
    this.#archived.add(uri.toString());
  }
}

/**
 * VS Code reads a file again if its time or size differs from the last that it keeps, so stale files report a different
 * time. It keeps no earlier time than before, and the object can be as old as the one that was read.
 */
function statOf({ kind, size, modified }: Metadata, isStale: boolean): vscode.FileStat {
  const mtime = isStale ? modified + 1 : modified;
  return { type: typeOf(kind), ctime: modified, mtime, size };
}

/** Whether the Explorer or an editor can show a file. VS Code needs no other changes. */
const isShown = (uri: vscode.Uri): boolean =>
  (vscode.workspace.getWorkspaceFolder(uri) ?? documentOf(uri) ?? tabsOf(uri)[0]) !== undefined;

/**
 * Whether a request comes from VS Code's file service, which may delete what it is about to replace, and asks for the
 * state of what it has written. What an extension writes or deletes comes directly from it, with other options.
 */
const isOfFileService = (options: object): boolean => "atomic" in options;

const typeOf = (kind: Metadata["kind"]): vscode.FileType =>
  kind === "file" ? vscode.FileType.File : vscode.FileType.Directory;

/** A name as one segment of a path. */
const segment = (name: string): string => toPath({ bucket: "b", key: name }).slice("/b/".length);
