import type { App } from "../app.ts";
import type { Connection } from "../core/identity/connections.ts";
import type { Display } from "./display.ts";
import type { Page } from "./listings.ts";
import {
  type BucketNode,
  bucketNode,
  type ContainerNode,
  type FolderNode,
  folderNode,
  isRoot,
  type Node,
  objectNode,
  versionNode,
} from "./nodes.ts";

/**
 * Requests one page of a container's entries, filtered by the server.
 * @param token of the previous page; absent for the first page
 * @throws S3Error accessDenied, noSuchBucket, …
 */
export async function loadPage(
  app: App,
  display: Display,
  connection: Connection,
  container: ContainerNode,
  token?: string,
): Promise<Page<Node>> {
  if (!isRoot(container)) return loadBucketPage(app, display, connection, container, token);
  const { buckets, ...rest } = await app.s3().buckets(connection, token);
  return { entries: buckets.map((bucket) => bucketNode(connection, bucket)), ...rest, operation: "ListBuckets" };
}

async function loadBucketPage(
  app: App,
  display: Display,
  connection: Connection,
  container: BucketNode | FolderNode,
  token?: string,
): Promise<Page<Node>> {
  const { bucket, prefix = "" } = container.at;
  const place = { bucket, prefix: prefix + display.filterOf(container) };
  const foldersOf = (prefixes: string[]) => prefixes.map((each) => folderNode(container, each));
  if (display.showsVersions(container)) {
    const { folders, versions, next } = await app.aws().versionPage(app.s3().sender(connection), place, token);
    const nodes = versions.map((version) => versionNode(container, version));
    return { entries: [...foldersOf(folders), ...nodes], ...(next && { next }), operation: "ListObjectVersions" };
  }
  const { folders, objects, ...rest } = await app.s3().objects(connection, place, token);
  const nodes = objects.map((object) => objectNode(container, object));
  return { entries: [...foldersOf(folders), ...nodes], ...rest, operation: "ListObjectsV2" };
}
