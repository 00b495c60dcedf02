import type { EventEmitter, Memento, TreeDragAndDropController, Uri } from "vscode";
import type * as Aws from "./aws.ts";
import type { S3Location } from "./core/address/location.ts";
import type { Bucket } from "./core/bucket.ts";
import type { SharedLink } from "./core/ledger/linkLedger.ts";
import type { MovedObject } from "./core/objects/relocate.ts";
import type { S3, S3Environment } from "./core/s3.ts";
import type { Arrivals } from "./host/arrivals.ts";
import type { CloudFrontKeys } from "./host/aws/cloudFrontKeys.ts";
import type { ConnectionStore } from "./host/aws/connectionStore.ts";
import type { Log } from "./host/log.ts";
import type { CopiedLinks } from "./host/nodes/copiedLinks.ts";
import type { OpenedFiles } from "./host/nodes/openedFiles.ts";
import type { Saves } from "./host/nodes/saves.ts";
import type { Selection } from "./host/nodes/selection.ts";
import type { ShareStore } from "./host/shareStore.ts";

/** The services that a feature may use. */
export interface App {
  readonly log: Log;
  /** Where the extension is installed. */
  readonly extensionUri: Uri;
  /** Everything in core that needs the AWS SDK or large tables. Loads aws.js on first use. */
  readonly aws: () => typeof Aws;
  readonly s3: () => S3;
  /** For connections that are not saved. The caller disposes it. */
  readonly openS3: (own: Pick<S3Environment, "connections" | "keys">) => S3;
  /** The bucket of a place in S3, through its connection. Sends no request. */
  readonly bucket: (place: Pick<S3Location, "connection" | "bucket">) => Promise<Bucket>;
  /** Handles files dropped on the tree and nodes dragged out of it. */
  readonly treeDragAndDrop: () => TreeDragAndDropController<unknown>;
  /** The user's own connections, the buckets added by name or paid for, and the pins. */
  readonly connections: ConnectionStore;
  /** The user's private keys for CloudFront. */
  readonly cloudFrontKeys: CloudFrontKeys;
  /** Kept per user, across windows and sessions. Never holds anything signed. */
  readonly memory: Memento;
  /** Kept per workspace, as VS Code keeps unsaved text. */
  readonly workspaceMemory: Memento;
  /** The user's pages and file requests. */
  readonly shares: ShareStore;
  /** What arrived for the file requests. */
  readonly arrivals: Arrivals;
  readonly openedFiles: OpenedFiles;
  readonly copied: CopiedLinks;
  /** The tree's selection, for commands that run without a node. */
  readonly selection: Selection;
  /** Links and forms that a feature has just shared. Fire it with entries made by src/core/ledger/linkLedger.ts. */
  readonly shared: EventEmitter<readonly SharedLink[]>;
  /** Objects that a feature has just moved through a connection. Open editors follow them. */
  readonly moved: EventEmitter<MovedObject & Pick<S3Location, "connection">>;
  readonly saves: Saves;
}
