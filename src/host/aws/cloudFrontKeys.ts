import type { SecretStorage } from "vscode";

/** The private keys that sign for CloudFront, as PEM. They are kept only in VS Code's secret storage. */
export class CloudFrontKeys {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  async get(keyPairId: string): Promise<string | undefined> {
    return this.#secrets.get(storedAs(keyPairId));
  }

  /** @param privateKey see checkPrivateKey */
  async set(keyPairId: string, privateKey: string): Promise<void> {
    await this.#secrets.store(storedAs(keyPairId), privateKey);
  }

  async remove(keyPairId: string): Promise<void> {
    await this.#secrets.delete(storedAs(keyPairId));
  }
}

const storedAs = (keyPairId: string): string => `cloudFront:${keyPairId}`;
