import * as vscode from "vscode";

const { t } = vscode.l10n;

/** All texts on the page. */
export const formTexts = () => ({
  title: t("Presign an S3 Operation"),
  profile: t("Profile"),
  operation: t("Operation"),
  unknownOperation: t("S3 has no operation “{0}”."),
  expiry: t("Lifetime"),
  expiryHelp: t(
    "Enter a duration (90m, 2d), a number of seconds, or a local date and time. Most servers allow at most 7 days.",
  ),
  method: t("HTTP method"),
  methodDefault: t("Default"),
  parameters: t("Parameters"),
  asForm: t("Form"),
  asJson: "JSON",
  jsonLabel: t("Parameters as JSON"),
  jsonInvalid: t("This is not a JSON object."),
  noParameters: t("This operation has no parameters."),
  addParameter: t("Add a parameter"),
  addParameterHelp: t("Type to search the optional parameters"),
  addItem: t("Add an item to {0}"),
  addEntry: t("Add an entry to {0}"),
  entryName: t("Name"),
  entryValue: t("Value"),
  remove: t("Remove {0}"),
  choose: t("(choose)"),
  textHelp: t("Text, sent as UTF-8"),
  valuesHelp: t("One of {0}, or another value that the server supports."),
  timestampHelp: t("A date and time such as 2026-12-31T18:00:00Z"),
  result: t("Signed request"),
  waiting: t("The signed request appears here when the form is complete."),
  signing: t("Signing…"),
  url: t("URL ({0} method)"),
  headers: t("Headers that the recipient must send"),
  noHeaders: t("None other than host."),
  body: t("Body that the recipient must send"),
  snippet: t("Code snippet"),
  copyUrl: t("Copy URL"),
  copyHeaders: t("Copy Headers"),
  copyBody: t("Copy Body"),
  copySnippet: t("Copy Snippet"),
  copied: t("Copied."),
});

export type FormTexts = ReturnType<typeof formTexts>;
