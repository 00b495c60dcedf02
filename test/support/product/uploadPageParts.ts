import esbuild, { type BuildOptions } from "esbuild";
// @ts-expect-error: plain JavaScript, like all build scripts
import { uploadPage } from "../../../build/uploadPage.mjs";

interface PageParts {
  script: string;
  style: string;
}

/** The exact script and style that ship, freshly built. */
export const uploadPageParts = (): Promise<PageParts> => pageParts("uploadPage");

/** The same for a page with another script from media/. */
export const pageParts = (name: string): Promise<PageParts> =>
  built({ ...uploadPage, entryPoints: { [name]: `media/${name}/main.ts` }, loader: { ".ttf": "dataurl" } });

async function built(options: BuildOptions): Promise<PageParts> {
  const { outputFiles } = await esbuild.build({ ...options, write: false });
  const text = (extension: string) => outputFiles?.find(({ path }) => path.endsWith(extension))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}
