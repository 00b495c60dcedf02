// Lists the npm packages in the bundles, as esbuild's metafiles report them, and writes their licenses to the VSIX's
// notices file. Plain JavaScript that runs on Node 20.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** SPDX identifiers of licenses that require no more than including their text. */
export const ALLOWED_LICENSES = ["MIT", "Apache-2.0", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "CC-BY-4.0"];
export const NOTICES = "dist/THIRD_PARTY_NOTICES.txt";

/**
 * @param metafiles esbuild metafiles
 * @returns name, version, license and license text of each package, sorted by name
 */
export function bundledPackages(metafiles) {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.keys(output.inputs));
  // The last node_modules folder in a path contains the package.
  const folders = inputs.map((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  return [...new Set(folders.filter(Boolean))].map(readPackage).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function readPackage(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^(licen[sc]e|copying)(\.|-|$)/i.test(each));
  const notice = existsSync(join(folder, "NOTICE")) ? `\n\n${readFileSync(join(folder, "NOTICE"), "utf8")}` : "";
  return {
    id: `${name} ${version}`,
    license,
    text: file ? readFileSync(join(folder, file), "utf8") + notice : "",
    author: author?.name ?? author,
  };
}

/** Packages with identical license text are listed together. */
export function noticesOf(packages) {
  const groups = Map.groupBy(packages, ({ license, text, author }) =>
    JSON.stringify([license, !text && author, text.replace(/\s+/g, " ").trim()]),
  );
  const parts = [...groups.values()].map((group) => {
    const { license, text, author } = group[0];
    const terms = text.trim() || `Copyright ${author}\nhttps://spdx.org/licenses/${license}.html`;
    return `${group.map(({ id }) => id).join("\n")}\nLicence: ${license}\n\n${terms}\n`;
  });
  return `S3 Presign is made with these packages, which its bundles hold.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** @throws Error if a package has a license that is not in ALLOWED_LICENSES */
export function writeNotices(metafiles) {
  const packages = bundledPackages(metafiles);
  for (const { id, license } of packages) {
    if (!ALLOWED_LICENSES.includes(license)) throw new Error(`${id} has the licence ${license}: see ALLOWED_LICENSES`);
  }
  writeFileSync(NOTICES, noticesOf(packages));
}
