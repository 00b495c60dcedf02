import { S3Error } from "../errors/errors.ts";
import { providerAt } from "./providers.ts";

interface Server {
  /** Of the connection. */
  id: string;
  /** Absent for AWS. */
  endpoint?: string;
}

/** Which servers accept upload forms: according to their records, and to their responses. */
export class FormSupport {
  /** Endpoints. */
  readonly #lacking = new Set<string>();

  /** @throws S3Error noPostForms if the server of a connection is known not to accept upload forms */
  check({ id: connection, endpoint = "AWS" }: Server, place: { bucket: string; key: string }): void {
    const provider = providerAt(endpoint === "AWS" ? undefined : endpoint);
    if (provider?.postForms?.value !== false && !this.#lacking.has(endpoint)) return;
    throw new S3Error("noPostForms", { server: provider?.name ?? endpoint, connection, ...place });
  }

  /** Remembers that the response of a server has shown that it has no upload forms. */
  reject({ endpoint = "AWS" }: Pick<Server, "endpoint">): void {
    this.#lacking.add(endpoint);
  }
}
