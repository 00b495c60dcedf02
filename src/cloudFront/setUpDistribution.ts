import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import {
  checkDomain,
  checkPathPrefix,
  type Distribution,
  distributionFor,
} from "../core/sign/cloudFront/distribution.ts";
import { addDistribution, cloudFrontSetting } from "../host/settings.ts";
import type { TextQuestion } from "../host/ui/question.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";
import { askPrivateKey, keyPairIdQuestion } from "./privateKeys.ts";

const { t } = vscode.l10n;

/**
 * The distribution for a location. If the setting names none for its bucket, asks for one and adds it to the setting.
 * Asks for the private key if it is not stored. Escape leaves both unchanged.
 * @throws S3Error cancelled; see distributionFor
 */
export async function requireDistribution(app: App, at: S3Location): Promise<Distribution> {
  const title = t("Set Up CloudFront for {0}", at.bucket);
  const known = distributionFor(cloudFrontSetting(), at);
  const distribution = known ?? (await askSteps(() => title, STEPS, newDistribution(at)));
  const { keyPairId, pathPrefix, ...entry } = distribution;
  if ((await app.cloudFrontKeys.get(keyPairId)) === undefined)
    await app.cloudFrontKeys.set(keyPairId, await askPrivateKey(title, keyPairId));
  if (!known) await addDistribution({ ...entry, keyPairId, ...(pathPrefix && { pathPrefix }) });
  return distributionFor(cloudFrontSetting(), at) ?? distribution;
}

const newDistribution = ({ bucket }: S3Location): Distribution => ({
  bucket,
  domain: "",
  keyPairId: "",
  pathPrefix: "",
});

const STEPS: Step<Distribution>[] = [
  { ask: domainQuestion },
  { ask: (draft) => keyPairIdQuestion((keyPairId) => ({ ...draft, keyPairId })) },
  { ask: pathPrefixQuestion },
];

function domainQuestion(draft: Distribution): TextQuestion<Distribution> {
  return {
    prompt: t("Enter the domain of the CloudFront distribution in front of bucket {0}", draft.bucket),
    placeHolder: "d111111abcdef8.cloudfront.net",
    read: (text) => ({ ...draft, domain: checkDomain(text) }),
  };
}

function pathPrefixQuestion(draft: Distribution): TextQuestion<Distribution> {
  return {
    prompt: t("Enter the origin path of the distribution, or leave it empty if it has none"),
    placeHolder: "/public",
    read: (text) => ({ ...draft, pathPrefix: checkPathPrefix(text) }),
  };
}
