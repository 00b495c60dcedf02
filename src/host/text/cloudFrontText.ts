import * as vscode from "vscode";
import { commands, configurationSection, settingKeys } from "../../contributions.ts";
import type { ErrorDetails } from "../../core/errors/errors.ts";
import type { ErrorAction, ErrorText } from "./errorSentence.ts";

const { t } = vscode.l10n;

const openSetting = (): ErrorAction => ({
  title: t("Open Setting"),
  command: "workbench.action.openSettings",
  arguments: [`${configurationSection}.${settingKeys.cloudFront}`],
});

type Code =
  | "invalidStart"
  | "invalidIpRange"
  | "invalidDistribution"
  | "outsideDistribution"
  | "notForCloudFront"
  | "invalidPrivateKey"
  | "privateKeyMissing";

/** Messages for what can't be signed for CloudFront. */
export const cloudFrontTexts: { [C in Code]: (details: ErrorDetails[C]) => ErrorText } = {
  invalidStart: ({ given, reason }) => ({
    cause: {
      notUnderstood: t("“{0}” is not a date and time.", given),
      afterEnd: t("The link would expire before {0}, when it becomes valid.", given),
    }[reason],
    next: t("Enter a local date and time before the expiry, such as 2026-12-31 18:00."),
  }),
  invalidIpRange: ({ given }) => ({
    cause: t("“{0}” is not an IPv4 address or range.", given),
    next: t("Enter an address such as 203.0.113.7, or a range such as 203.0.113.0/24."),
  }),
  invalidDistribution: ({ field, given }) => ({
    cause: {
      domain: t("“{0}” is not a domain name.", given),
      keyPairId: t("“{0}” is not the ID of a public key in CloudFront.", given),
      pathPrefix: t("“{0}” is not an origin path.", given),
    }[field],
    next: {
      domain: t("Enter only the domain, without a path or port, such as d111111abcdef8.cloudfront.net."),
      keyPairId: t("Enter the ID from Key management > Public keys in the CloudFront console, such as K2JCJMDEHXQW5F."),
      pathPrefix: t("Enter the origin path of the distribution, such as /public, or leave it empty."),
    }[field],
    action: openSetting(),
  }),
  outsideDistribution: ({ uri, prefixes }) => ({
    cause: t("No CloudFront distribution reaches {0}.", uri),
    next: t("According to the setting, distributions reach only: {0}. Add one for this location.", prefixes.join(", ")),
    action: openSetting(),
  }),
  notForCloudFront: ({ uri, reason }) => ({
    cause: {
      dotSegments: t(
        "{0} has a “.” or “..” segment. Browsers rewrite such a path, so CloudFront rejects the link.",
        uri,
      ),
      version: t("{0} is a version. CloudFront usually ignores versions and sends the current one.", uri),
      tooLong: t("The key of {0} is too long. CloudFront accepts only addresses of up to 2048 characters.", uri),
      otherAddress: t("The link is signed for an address that is not exactly one object or one folder: {0}.", uri),
    }[reason],
    next: {
      dotSegments: t("Rename or copy the object, then share that one."),
      version: t("Copy a presigned URL instead, or make the version the current one."),
      tooLong: t("Shorten the key. In the address, a character outside ASCII counts as 6 to 12 characters."),
      otherAddress: t("Sign it again with the program that created it."),
    }[reason],
  }),
  invalidPrivateKey: ({ reason, kind = "" }) => ({
    cause: {
      notPem: t("This is not a private key in PEM format."),
      publicKey: t("This is a public key. Signing requires the private key."),
      encrypted: t("This private key is encrypted with a passphrase."),
      otherKind: t("CloudFront doesn't support this kind of private key ({0}).", kind),
      damaged: t("This private key is damaged or incomplete."),
    }[reason],
    next:
      reason === "encrypted"
        ? t("Decrypt it first, for example with {0}.", "openssl pkey -in encrypted.pem -out private.pem")
        : t("Use the PEM file of an RSA key, or of an ECDSA key on the curve P-256."),
  }),
  privateKeyMissing: ({ keyPairId }) => ({
    cause: t("The private key of the CloudFront public key {0} is not on this computer.", keyPairId),
    next: t("Enter the private key, then try again."),
    action: {
      title: t("Set CloudFront Private Key…"),
      command: commands.setCloudFrontKey,
      arguments: [{ keyPairId }],
    },
  }),
};
