import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { SavedConnection } from "../../core/identity/connections.ts";
import type { EnteredKeys } from "../../core/identity/credentials.ts";
import type { PaidBucket, Pin } from "../../core/identity/pins.ts";
import { parseBuckets, parseConnections, parseKeys, parsePins } from "../../core/identity/storedConnections.ts";

const CONNECTIONS = "connections";
const BUCKETS = "buckets";
const PINS = "pins";
const PAID = "requesterPays";

/**
 * The user's own connections, the buckets added by name or paid for, and the pins. Keys are kept only in VS Code's secret
 * storage.
 */
export class ConnectionStore implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(state: vscode.Memento, secrets: vscode.SecretStorage) {
    this.#state = state;
    this.#secrets = secrets;
  }

  list(): SavedConnection[] {
    return parseConnections(this.#state.get<unknown>(CONNECTIONS));
  }

  newId(): string {
    return `connection:${randomUUID()}`;
  }

  async keys(id: string): Promise<EnteredKeys | undefined> {
    return parseKeys(await this.#secrets.get(id));
  }

  /** @param keys absent to keep the stored keys, or if there are none */
  async save(connection: Omit<SavedConnection, "revision">, keys?: EnteredKeys): Promise<void> {
    if (connection.source.kind !== "keys") await this.#secrets.delete(connection.id);
    else if (keys) await this.#secrets.store(connection.id, JSON.stringify(keys));
    const saved = { ...connection, revision: randomUUID() };
    const others = this.list();
    const at = others.findIndex(({ id }) => id === saved.id);
    await this.#update(CONNECTIONS, at < 0 ? [...others, saved] : others.with(at, saved));
  }

  async remove(id: string): Promise<void> {
    await this.#secrets.delete(id);
    await this.#write(BUCKETS, this.#buckets(), id);
    await this.#write(PINS, this.#pins(), id);
    await this.#write(PAID, this.#paid(), id);
    await this.#update(
      CONNECTIONS,
      this.list().filter((connection) => connection.id !== id),
    );
  }

  /** Buckets that a profile or connection can use but can't list. */
  buckets(connection: string): string[] {
    return this.#buckets().get(connection) ?? [];
  }

  async addBucket(connection: string, bucket: string): Promise<void> {
    const known = this.buckets(connection);
    if (known.includes(bucket)) return;
    await this.#write(BUCKETS, this.#buckets(), connection, [...known, bucket].sort());
    this.#changed.fire();
  }

  /** Also removes the bucket's pins, and no longer pays for it. */
  async removeBucket(connection: string, bucket: string): Promise<void> {
    const rest = this.buckets(connection).filter((name) => name !== bucket);
    await this.#write(BUCKETS, this.#buckets(), connection, rest);
    await this.setPins(
      connection,
      this.pins(connection).filter((pin) => pin.bucket !== bucket),
    );
    await this.setPaid(connection, bucket, false);
  }

  /** Buckets whose costs the user has agreed to pay. */
  paid(connection: string): PaidBucket[] {
    return this.#paid().get(connection) ?? [];
  }

  /** @param account the account that pays, if known; ignored if the user does not pay */
  async setPaid(connection: string, bucket: string, pays: boolean, account?: string): Promise<void> {
    const others = this.paid(connection).filter((paid) => paid.bucket !== bucket);
    const added = pays ? [{ bucket, ...(account && { account }) }] : [];
    await this.#write(PAID, this.#paid(), connection, [...others, ...added]);
    this.#changed.fire();
  }

  pins(connection: string): Pin[] {
    return this.#pins().get(connection) ?? [];
  }

  async setPins(connection: string, pins: Pin[]): Promise<void> {
    await this.#write(PINS, this.#pins(), connection, pins);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #buckets(): Map<string, string[]> {
    return parseBuckets(this.#state.get<unknown>(BUCKETS));
  }

  #pins(): Map<string, Pin[]> {
    return parsePins(this.#state.get<unknown>(PINS));
  }

  #paid(): Map<string, PaidBucket[]> {
    return parsePins(this.#state.get<unknown>(PAID));
  }

  /** @param list for this connection; absent to remove its entry */
  async #write<T>(name: string, lists: Map<string, T[]>, connection: string, list?: T[]): Promise<void> {
    if (list) lists.set(connection, list);
    else lists.delete(connection);
    await this.#state.update(name, Object.fromEntries(lists));
  }

  async #update(name: string, value: unknown): Promise<void> {
    await this.#state.update(name, value);
    this.#changed.fire();
  }
}
