import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { SOURCES, withPlainVscode } from "./vscodeApi.mjs";

/** Modules that are loaded at their first use: `import("./x.ts")`, or `require("./x.ts")` where nothing can wait. */
const LAZY = /(?<!typeof )\b(import|require)\("(\.[^"]+\.ts)"\)/g;
const NAMESPACE = "lazy";
/** Until the modules are CommonJS. In ES modules, esbuild replaces `require` by a function of its own. */
const REQUIRE = "commonJsRequire";

/** What draws the views. */
const VIEWS = ["explorer/watchedTree", "links/arrivedRows", "links/linksTree", "links/sharedObjects"].map(
  (name) => `src/${name}.ts`,
);
/** The bundle of a module that is loaded at its first use. Everything else in it is loaded with it. */
const bundleOf = (path) => (VIEWS.includes(path) ? "views" : "features");
const pathOf = (importer, target) => relative(".", resolve(dirname(importer), target)).replaceAll("\\", "/");
/** A name for the exports of a module, as for `src/share/copyLinks.ts`: share_copyLinks. */
const nameOf = (path) => path.slice("src/".length, -".ts".length).replaceAll("/", "_");

/** The entries of the bundles that are loaded at the first use of a module in them. */
export const lazyEntries = { views: `${NAMESPACE}:views`, features: `${NAMESPACE}:features` };

/**
 * Builds CommonJS bundles that share modules, each of which exists once. esbuild splits only ES modules. So this
 * converts what it builds, and puts the modules that are imported dynamically into few bundles instead of one each.
 */
export const lazyModules = {
  name: "lazyModules",
  setup(build) {
    const options = build.initialOptions;
    const writes = options.write !== false;
    Object.assign(options, { format: "esm", splitting: true, write: false });
    if (options.sourcemap) options.sourcemap = "inline";
    build.onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, ({ path }) => ({
      path: path.slice(NAMESPACE.length + 1),
      namespace: NAMESPACE,
    }));
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => entry(path));
    build.onLoad({ filter: SOURCES }, ({ path }) => ({
      loader: "ts",
      contents: withLazyModules(readFileSync(path, "utf8"), path),
    }));
    build.onEnd(async ({ outputFiles = [] }) => {
      await Promise.all(outputFiles.map((file) => convert(build, file)));
      if (!writes) return;
      mkdirSync(options.outdir, { recursive: true });
      for (const { path, contents } of outputFiles) writeFileSync(path, contents);
    });
  },
};

/**
 * Exports each module of a bundle that is imported dynamically anywhere, under its own name. It also imports what is
 * loaded at activation, so that all of this is in one chunk.
 */
function entry(bundle) {
  const sources = readdirSync("src", { recursive: true })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join("src", file));
  const modules = sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(LAZY)].map(([, , target]) => pathOf(file, target)),
  );
  const own = [...new Set(modules)].filter((path) => bundleOf(path) === bundle).sort();
  return {
    contents: [
      'import "./src/extension.ts";',
      ...own.map((path) => `export * as ${nameOf(path)} from "./${path}";`),
    ].join("\n"),
    resolveDir: ".",
    watchFiles: sources.map((file) => resolve(file)),
  };
}

function withLazyModules(text, importer) {
  return withPlainVscode(text, REQUIRE)
    .replace(LAZY, (_, kind, target) => {
      const path = pathOf(importer, target);
      const module = `${REQUIRE}("./${bundleOf(path)}.js").${nameOf(path)}`;
      return kind === "import" ? `Promise.resolve().then(() => ${module})` : module;
    })
    .replace(/\brequire(?=\("\.\/\w+\.js"\))/g, REQUIRE);
}

async function convert({ esbuild, initialOptions: { charset, minify, sourcemap, outdir } }, file) {
  const { code } = await esbuild.transform(file.text, {
    ...{ charset, minify, sourcemap, format: "cjs", target: "node22", define: { [REQUIRE]: "require" } },
    ...{ sourcefile: relative(resolve(outdir), file.path) },
  });
  file.contents = Buffer.from(code);
}
