import { readFile, realpath } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { type ObjectFormat, searchGitIndex } from "./gitIndex.ts";

/**
 * Whether Git tracks a file, without starting Git.
 * @param root of the working tree
 * @param file absolute, or from the root. Either of them can have symbolic links in its path.
 */
export async function isTrackedFile(root: string, file: string): Promise<boolean> {
  const [top, own] = await Promise.all([root, resolve(root, file)].map(realPath));
  const path = relative(top as string, own as string)
    .split(sep)
    .join("/");
  const folder = await gitFolder(root);
  const format = await objectFormat(folder);
  const search = async (name: string) => {
    // There is no index before the first `git add`.
    const index = await readFile(join(folder, name)).catch(() => undefined);
    return index ? searchGitIndex(index, path, format) : { position: -1 };
  };
  const { position, shared } = await search("index");
  if (position >= 0 || !shared) return position >= 0;
  const other = await search(`sharedindex.${shared.hash}`);
  return other.position >= 0 && !shared.isRemoved(other.position);
}

/** The path itself if there is no such file yet. */
const realPath = (path: string): Promise<string> => realpath(path).catch(() => path);

/** `.git`, or what it refers to in a worktree or a submodule. */
async function gitFolder(root: string): Promise<string> {
  const own = join(root, ".git");
  const [, target] = /^gitdir: (.+)$/m.exec(await textOf(own)) ?? [];
  return target === undefined ? own : resolve(root, target);
}

/** Git documentation, "gitrepository-layout": worktrees have the configuration of the repository that they belong to. */
async function objectFormat(folder: string): Promise<ObjectFormat> {
  const shared = (await textOf(join(folder, "commondir"))).trim();
  const config = await textOf(join(resolve(folder, shared), "config"));
  return /^\s*\[extensions\][^[]*^\s*objectformat\s*=\s*"?sha256\b/im.test(config) ? "sha256" : "sha1";
}

const textOf = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
