/** The bytes of a new object. */
export interface ByteSource {
  /** Bytes. */
  size: number;
  /**
   * Fills the buffer with the bytes from this position on. Called in the order of the positions, without waiting. After
   * `check`, the bytes may be read again.
   */
  read(into: Buffer, position: number, signal: AbortSignal): Promise<void>;
  /**
   * Runs whenever everything has been read, before the object appears. Must throw if the bytes that were read are not
   * those of one state of the source.
   */
  check(): Promise<void>;
}
