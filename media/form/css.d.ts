/** esbuild bundles a style sheet with the script that imports it. */
declare module "*.css";
