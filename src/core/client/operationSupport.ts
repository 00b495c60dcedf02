/** Operations that one endpoint lacks, by bucket: on Amazon S3, directory buckets lack some that other buckets have. */
export class OperationSupport {
  readonly #lacking = new Set<string>();

  /**
   * Performs an operation, or does without it if the server lacks it, which is remembered if that succeeds.
   * @param isLacking whether the error of `perform` means that
   */
  async attempt<T>(
    operation: string,
    bucket: string,
    perform: () => Promise<T>,
    doWithout: () => Promise<T>,
    isLacking: (error: unknown) => boolean,
  ): Promise<T> {
    const id = `${bucket} ${operation}`;
    if (this.#lacking.has(id)) return doWithout();
    try {
      return await perform();
    } catch (error) {
      if (!isLacking(error)) throw error;
      const result = await doWithout();
      this.#lacking.add(id);
      return result;
    }
  }
}
