import type { App } from "./app.ts";
import { isS3Error } from "./core/errors/errors.ts";
import { inspect } from "./core/inspect/inspect.ts";
import type { InspectedUrl } from "./core/inspect/inspectedUrl.ts";
import { endpointsKnownNow } from "./host/aws/knownEndpoints.ts";
import { errorMessage } from "./host/text/errorText.ts";

/**
 * Inspects a link for the public API.
 * @throws S3Error with a sentence as `message`
 */
export function inspectNow(app: App, url: string): InspectedUrl {
  try {
    return inspect(url, new Date(), endpointsKnownNow(app));
  } catch (error) {
    if (isS3Error(error)) error.message = errorMessage(error);
    throw error;
  }
}
