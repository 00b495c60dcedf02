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
  "view/item/context inline unpin": "menus",
  "view/item/context 0_open open": "menus",
  "view/item/context 0_open createBucket": "manage",
  "view/item/context 0_open addBucket": "menus",
  "view/item/context 0_open newFolder": "manage",
  "view/item/context 1_share copyPresignedUrl": "copyLink",
  "view/item/context 1_share copyPresignedUrlWithOptions": "prompts",
  "view/item/context 1_share presignOperation": "operationForm",
  "view/item/context 3_find find": "manage",
  "view/item/context 3_find filter": "manage",
  "view/item/context 3_find showVersions": "manage",
  "view/item/context 3_find hideVersions": "manage",
  "view/item/context 4_transfer download": "files",
  "view/item/context 4_transfer copyTo": "manage",
  "view/item/context 4_transfer moveTo": "manage",
  "view/item/context 6_restore restoreVersion": "manage",
  "view/item/context 6_restore restore": "manage",
  "view/item/context 7_modification rename": "manage",
  "view/item/context 7_modification delete": "manage",
  "view/item/context 8_tree pin": "menus",
  "view/item/context 8_tree unpin": "menus",
  "view/item/context 8_tree addToWorkspace": "conflict",
  "view/item/context 8_tree removeBucket": "identity",
  "view/item/context 9_connection editConnection": "identity",
  "view/item/context 9_connection changeKeys": "connections",
  "view/item/context 9_connection removeConnection": "identity",
  "view/item/context 9_properties editProperties": "manage",
  "view/item/context 9_properties properties": "manage",
  "view/item/context 9_properties requesterPays": "menus",
  "view/item/context 9_address setShareAddress": "shareAddress",
  "view/item/context 9_properties setShareAddress": "shareAddress",
  "view/item/context 1_arrived downloadArrived": "links",
  "view/item/context 1_arrived download": "links",
  "view/item/context 1_arrived collect": "links",
  "view/item/context 1_arrived revealArrived": "links",
  "view/item/context inline copyLinkAgain": "menus",
  "view/item/context 1_again copyLinkAgain": "links",
  "view/item/context inline shareAgain": "links",
  "view/item/context 1_again shareAgain": "links",
  "view/item/context 1_again showQrCode": "menus",
  "view/item/context 2_look showSharedLink": "menus",
  "view/item/context 2_look inspectLink": "menus",
  "view/item/context 2_look testLink": "menus",
  "view/title navigation removeEndedPages": "copyLink",
  "view/item/context inline removeEndedPages": "copyLink",
  "view/item/context 3_end removeEndedPages": "copyLink",
  "view/item/context 3_end withdraw": "copyLink",
  "view/item/context 6_end withdraw": "copyLink",
  "view/item/context 3_end howToRevoke": "links",
  "view/item/context 3_end forgetLink": "menus",
  "s3Presign.menu.share 0_page sharePage": "copyLink",
  "s3Presign.menu.share 1_link showQrCode": "links",
  "s3Presign.menu.share 1_link copyFolderLinks": "links",
  "s3Presign.menu.share 1_link copyCloudFrontUrl": "cloudFront",
  "s3Presign.menu.share 2_any presignOperation": "operationForm",
  "s3Presign.menu.upload 1_files upload": "files",
  "s3Presign.menu.upload 2_links copyUploadUrl": "copyLink",
  "s3Presign.menu.upload 2_links createUploadForm": "postForm",
  "s3Presign.menu.upload 2_links requestFiles": "copyLink",
  "s3Presign.menu.copy 1_copy copyS3Uri": "manage",
  "s3Presign.menu.copy 1_copy copyArn": "manage",
  "s3Presign.menu.copy 1_copy copyKey": "manage",
};

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const words: Record<string, string> = JSON.parse(readFileSync("package.nls.json", "utf8"));

test("each menu entry is selected in a real window by the test listed for it", () => {
  const { commandPalette, ...menus } = manifest.contributes.menus;
  const contributed = Object.entries<{ command?: string; group: string }[]>(menus).flatMap(([menu, items]) =>
    items.flatMap(({ command, group }) =>
      command ? `${menu} ${group.split("@")[0]} ${command.slice("s3Presign.".length)}` : [],
    ),
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
