import * as vscode from "vscode";
import type { App } from "../app.ts";
import { S3Error } from "../core/errors/errors.ts";
import { firstNode, locationOf } from "../host/nodes/givenNodes.ts";
import { nameSigner } from "../host/text/signerName.ts";
import { confirm } from "../host/ui/confirm.ts";
import type { BucketsTree } from "./bucketsTree.ts";
import { pickPlace } from "./goTo.ts";

const { t } = vscode.l10n;

/**
 * Asks whether the user pays for requests to a Requester Pays bucket, or no longer does.
 * @throws S3Error cancelled, anonymousCannotSign
 */
export async function requesterPays(app: App, tree: BucketsTree, args: unknown[]): Promise<void> {
  const given = locationOf(firstNode(app, args));
  const { connection: id, bucket } = given ?? (await pickPlace(app, tree, t("Requester Pays"), undefined));
  const connection = await app.s3().connection(id);
  if (connection.source.kind === "anonymous") {
    throw new S3Error("anonymousCannotSign", { connection: connection.profile });
  }
  const account = await app.s3().account(connection);
  const signer = nameSigner(connection.profile, account);
  const isPaid = await app.s3().pays(connection, bucket);
  if (isPaid) await confirmStop(bucket, signer);
  else await confirmPayment(bucket, signer);
  await app.connections.setPaid(connection.id, bucket, !isPaid, account);
  tree.refresh({ connection: connection.id, bucket });
}

const confirmPayment = (bucket: string, signer: string) =>
  confirm(
    t("Pay for requests to bucket {0}?", bucket),
    [
      t("Some buckets charge the requester, not their owner, for requests and downloads (Requester Pays)."),
      t(
        "If you agree, {0} is charged for everything that you do in this bucket, and for every use of a link or form that you share from it.",
        signer,
      ),
      t("To stop paying, choose this command again."),
    ].join("\n\n"),
    t("Agree to Pay"),
  );

const confirmStop = (bucket: string, signer: string) =>
  confirm(
    t("Stop paying for requests to bucket {0}?", bucket),
    [
      t("If the bucket charges the requester, access to it will be denied."),
      t("Links and forms that you have already shared still charge {0} until they expire.", signer),
    ].join("\n\n"),
    t("Stop Paying"),
  );
