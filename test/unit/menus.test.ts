import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** The file in test/ui that selects each menu entry and button in a real window. */
const DRIVEN: Record<string, string> = {
  "view/title navigation goTo": "identity",
  "view/title navigation addConnection": "identity",
  "view/title navigation refresh": "tree",
  "view/title 2_config openConfigFile": "menus",
  "view/title 2_config showLog": "menus",
  "view/title navigation forgetEndedLinks": "menus",
  "view/item/context inline copyPresignedUrl": "copyLink",
  "view/item/context 1_share copyPresignedUrl": "copyLink",
  "view/item/context 1_share copyPresignedUrlWithOptions": "prompts",
  "view/item/context 0_open open": "menus",
  "view/item/context 4_transfer download": "files",
  "view/item/context 4_transfer upload": "files",
  "view/item/context 4_transfer addToWorkspace": "conflict",
  "view/item/context 1_share showQrCode": "links",
  "view/item/context 1_share copyFolderLinks": "links",
  "view/item/context 2_upload copyUploadUrl": "copyLink",
  "view/item/context 2_upload createUploadForm": "postForm",
  "view/item/context 3_any presignOperation": "operationForm",
  "view/item/context 8_tree addBucket": "menus",
  "view/item/context 8_tree removeBucket": "identity",
  "view/item/context 9_connection editConnection": "identity",
  "view/item/context 9_connection changeKeys": "connections",
  "view/item/context 9_connection removeConnection": "identity",
  "view/item/context 8_tree pin": "menus",
  "view/item/context 8_tree unpin": "menus",
  "view/item/context inline unpin": "menus",
  "view/item/context inline copyLinkAgain": "menus",
  "view/item/context 1_again copyLinkAgain": "links",
  "view/item/context inline shareAgain": "links",
  "view/item/context 1_again shareAgain": "links",
  "view/item/context 1_again showQrCode": "menus",
  "view/item/context 2_look inspectLink": "menus",
  "view/item/context 2_look testLink": "menus",
  "view/item/context 3_end howToRevoke": "links",
  "view/item/context 3_end forgetLink": "menus",
  "view/item/context 2_new createBucket": "manage",
  "view/item/context 4_find filter": "manage",
  "view/item/context 4_find find": "manage",
  "view/item/context 4_find showVersions": "manage",
  "view/item/context 4_find requesterPays": "menus",
  "view/item/context 5_edit newFolder": "manage",
  "view/item/context 5_edit rename": "manage",
  "view/item/context 5_edit copyTo": "manage",
  "view/item/context 5_edit moveTo": "manage",
  "view/item/context 5_edit restoreVersion": "manage",
  "view/item/context 5_edit restore": "manage",
  "view/item/context 6_copy copyS3Uri": "manage",
  "view/item/context 6_copy copyArn": "manage",
  "view/item/context 6_copy copyKey": "manage",
  "view/item/context 7_danger delete": "manage",
  "view/item/context 9_properties editProperties": "manage",
  "view/item/context 9_properties properties": "manage",
};

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const words: Record<string, string> = JSON.parse(readFileSync("package.nls.json", "utf8"));

test("each menu entry is selected in a real window by the test listed for it", () => {
  const { "view/title": title, "view/item/context": context } = manifest.contributes.menus;
  const entries = { "view/title": title, "view/item/context": context };
  const contributed = Object.entries<{ command: string; group: string }[]>(entries).flatMap(([menu, items]) =>
    items.map(({ command, group }) => `${menu} ${group.split("@")[0]} ${command.slice("s3Presign.".length)}`),
  );
  assert.deepEqual(Object.keys(DRIVEN).sort(), contributed.sort());
  for (const [entry, file] of Object.entries(DRIVEN)) {
    const label = words[`command.${entry.split(" ").at(-1)}`];
    const text = readFileSync(`test/ui/${file}.test.ts`, "utf8");
    assert.ok(text.includes(JSON.stringify(label)), `${file} does not select “${label}”`);
  }
});

test("no setting of an untrusted workspace decides how long links are valid, how many are made, or what is asked or warned about", () => {
  const { contributes, capabilities } = JSON.parse(readFileSync("package.json", "utf8"));
  const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
  // They change only the order of the tree.
  const harmless = ["s3Presign.sortOrder", "s3Presign.foldersFirst"];
  const settings = Object.entries(contributes.configuration.properties) as [string, { scope: string }][];
  for (const [name, { scope }] of settings) {
    const isUserOnly = scope === "application" || scope === "machine";
    assert.equal(restrictedConfigurations.includes(name), !isUserOnly && !harmless.includes(name), name);
  }
});
