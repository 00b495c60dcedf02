import { request as httpRequest, type RequestOptions } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { mock, type TestContext } from "node:test";

/**
 * Sends the requests of a test to AWS's hosts to a server on loopback instead, with the host that they name in their
 * header.
 */
export function redirectAws(context: Pick<TestContext, "after">, port: number): void {
  const redirect = (options: RequestOptions, ...rest: unknown[]) => {
    if (!/\.amazonaws\.com$/.test(String(options.host))) throw new Error(`a request to ${options.host}`);
    const here = { ...options, protocol: "http:", host: "127.0.0.1", port, agent: false };
    return httpRequest(here as RequestOptions, ...(rest as []));
  };
  const mocked = mock.method(https, "request", redirect as typeof https.request);
  syncBuiltinESMExports();
  context.after(() => {
    mocked.mock.restore();
    syncBuiltinESMExports();
  });
}
