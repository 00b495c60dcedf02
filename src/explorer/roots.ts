import * as vscode from "vscode";
import type { App } from "../app.ts";
import { contextKeys } from "../contributions.ts";
import { isS3Error, S3Error } from "../core/errors/errors.ts";
import type { Connection } from "../core/identity/connections.ts";
import type { ProfileEntry, S3 } from "../core/s3.ts";
import type { KnownContainers } from "./knownContainers.ts";
import { type ProfileNode, profileNode } from "./nodes.ts";

/** The top level of the tree: the profiles and connections, as read last, and their accounts, as drawn last. */
export class Roots {
  readonly #app: App;
  readonly #containers: KnownContainers;
  /** By connection ID. Undefined until they are read for the first time. */
  #nodes: Map<string, ProfileNode> | undefined;
  /** The summary of what was read last, or of the error. */
  #read = "";
  #reading: Promise<unknown> | undefined;
  /** By identity. */
  readonly #drawnAccounts = new Map<string, string | undefined>();

  constructor(app: App, containers: KnownContainers) {
    this.#app = app;
    this.#containers = containers;
  }

  /**
   * Reads the AWS files. An entry that can't be used is returned as its error.
   * @throws S3Error if a file can't be read
   */
  read(): Promise<(ProfileNode | S3Error)[]> {
    const reading = this.#readFiles();
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  async #readFiles(): Promise<(ProfileNode | S3Error)[]> {
    this.#nodes ??= new Map();
    try {
      const read = await this.#app.s3().profiles();
      this.#read = summary(read);
      await vscode.commands.executeCommand("setContext", contextKeys.emptyBecause, emptyBecause(read));
      const entries = [...read.faults, ...read.profiles.flatMap(rootOf)];
      const roots = entries.map((root) => (isS3Error(root) ? root : this.#containers.update(root)));
      this.#nodes = new Map(roots.flatMap((root) => (isS3Error(root) ? [] : [[root.connection.id, root]])));
      return roots;
    } catch (error) {
      this.#read = String(error);
      throw error;
    }
  }

  /** @returns whether the AWS files now say something else; false if they were never read */
  async haveChanged(): Promise<boolean> {
    if (!this.#nodes) return false;
    // It may already include the change.
    await this.#reading;
    const current = await this.#app
      .s3()
      .profiles()
      .then(summary)
      .catch((error: unknown) => String(error));
    return current !== this.#read;
  }

  get(connectionId: string): ProfileNode | undefined {
    return this.#nodes?.get(connectionId);
  }

  /**
   * The node of a connection, which is read if necessary.
   * @throws S3Error unknownConnection, …
   */
  async find({ id, identity }: Connection): Promise<ProfileNode> {
    if (this.get(id)?.connection.identity !== identity) await this.read();
    const root = this.get(id);
    if (!root) throw new S3Error("unknownConnection", {});
    return root;
  }

  /** The account to show with a node that is being drawn. */
  accountToDraw({ connection }: ProfileNode): string | undefined {
    const account = this.#app.s3().knownAccount(connection);
    this.#drawnAccounts.set(connection.identity, account);
    return account;
  }

  /**
   * Asks for the account of a connection. Call it only once the connection's credentials have worked, because it must
   * not ask for a code or a sign-in.
   * @returns the connection's node, if it was drawn without that account
   */
  async learnAccount(connection: Connection): Promise<ProfileNode | undefined> {
    const { id, identity } = connection;
    const account = await this.#app.s3().account(connection);
    if (!account || this.#drawnAccounts.get(identity) === account) return undefined;
    const root = this.get(id);
    return root?.connection.identity === identity ? root : undefined;
  }
}

type Profiles = Awaited<ReturnType<S3["profiles"]>>;

/** Everything that changes what the top level shows. */
function summary({ config, profiles }: Profiles): string {
  const entries = profiles.map(({ profile, connection, error }) => [profile, connection?.identity, error?.message]);
  return JSON.stringify([config.found, config.faults, entries]);
}

/** Which welcome text the empty view shows. */
function emptyBecause({ config, profiles }: Profiles): string {
  if (profiles.length > 0) return "";
  return config.found ? "noProfile" : "noConfigFile";
}

function rootOf({ profile, connection, error }: ProfileEntry): (ProfileNode | S3Error)[] {
  if (connection) return [profileNode(profile, connection)];
  return error ? [error] : [];
}
