import esbuild from "esbuild";
// @ts-expect-error: plain JavaScript, as all that builds
import { uploadPage } from "../../build/uploadPage.mjs";

/** The very script and style that ship, built anew. */
export async function uploadPageParts(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await esbuild.build({ ...uploadPage, write: false });
  const text = (extension: string) => outputFiles?.find(({ path }) => path.endsWith(extension))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}
