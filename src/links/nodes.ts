import type { EqualLinks, LinkGroup, SharedLink } from "../core/ledger/linkLedger.ts";

export interface StateNode {
  kind: "linkState";
  state: LinkGroup;
  rows: EqualLinks[];
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

export type LedgerNode = StateNode | LinkNode | BundleNode;

export function linkNode(links: EqualLinks): LinkNode | BundleNode {
  const [link] = links;
  return { kind: link.kind === "url" ? "link" : "bundle", link, links };
}
