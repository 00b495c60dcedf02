import type { EventEmitter, Memento, TreeDragAndDropController, Uri } from "vscode";
import type * as Aws from "./aws.ts";
import type { SharedLink } from "./core/ledger/linkLedger.ts";
import type { S3 } from "./core/s3.ts";
import type { ConnectionStore } from "./host/aws/connectionStore.ts";
import type { Log } from "./host/log.ts";
import type { Selection } from "./host/nodes/selection.ts";

/** The services that a feature may use. */
export interface App {
  readonly log: Log;
  /** Where the extension is installed. */
  readonly extensionUri: Uri;
  /** All of core that needs the AWS SDK, or tables as large; loads aws.js on first use. */
  readonly aws: () => typeof Aws;
  readonly s3: () => S3;
  /** What the tree does with files that are dropped on it, and with nodes that are dragged out. */
  readonly treeDragAndDrop: () => TreeDragAndDropController<unknown>;
  /** The user's own connections, and the buckets added by name. */
  readonly connections: ConnectionStore;
  /** Kept per user, across windows and sessions; never anything that was signed. */
  readonly memory: Memento;
  /** What is selected in the tree, for commands that come without a node. */
  readonly selection: Selection;
  /** What a feature has handed out: fire it with entries made by src/core/ledger/linkLedger.ts. */
  readonly shared: EventEmitter<readonly SharedLink[]>;
}
