import type { ObjectLocation } from "../core/address/location.ts";
import type { EqualLinks, LinkGroup, SharedLink } from "../core/ledger/linkLedger.ts";
import type { ArrivedFile } from "../core/share/arrived.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import type { UnfinishedFile } from "../core/share/unfinished.ts";
import type { ListedObject } from "../host/nodes/givenNodes.ts";

export interface StateNode {
  kind: "linkState";
  state: LinkGroup;
  rows: (LinkNode | BundleNode | ShareNode)[];
}

/** A page or a file request that is stored in a bucket. */
export interface ShareNode {
  kind: KeptShare["kind"];
  share: KeptShare;
  /** Files that arrived for a request and that the user has not seen. */
  unseen?: number;
}

/** A file that arrived for a request. Commands for objects accept it. */
export interface ArrivedNode {
  kind: "object";
  at: ObjectLocation;
  object: ListedObject;
  file: ArrivedFile;
}

/** A file of which only parts have arrived. */
export interface UnfinishedNode {
  kind: "unfinished";
  at: ObjectLocation;
  file: UnfinishedFile;
}

/** A sentence instead of files. */
export interface NoteNode {
  kind: "note";
  id: string;
  text: string;
}

/** Links that can be signed again. */
export interface LinkNode {
  kind: "link";
  /** The one that expires last. */
  link: SharedLink;
  links: EqualLinks;
}

/** Upload forms, or exports of many links. */
export interface BundleNode {
  kind: "bundle";
  /** The one that expires last. */
  link: SharedLink;
  links: EqualLinks;
}

export type LedgerNode = StateNode | LinkNode | BundleNode | ShareNode | ArrivedNode | UnfinishedNode | NoteNode;

export function linkNode(links: EqualLinks): LinkNode | BundleNode {
  const [link] = links;
  return { kind: link.kind === "url" ? "link" : "bundle", link, links };
}

export const shareNode = (share: KeptShare): ShareNode => ({ kind: share.kind, share });
