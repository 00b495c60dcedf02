import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

interface DeclaredTool {
  name: string;
  modelDescription: string;
  inputSchema: { properties: Record<string, { type: string; description: string }>; required?: string[] };
}

/** What a model is given about each tool. */
function tables(tools: DeclaredTool[]): string {
  const table = ({ name, modelDescription, inputSchema: { properties, required = [] } }: DeclaredTool) => [
    `**\`${name}\`**: ${modelDescription}`,
    "",
    "| input | type | |",
    "| --- | --- | --- |",
    ...Object.entries(properties).map(
      ([input, { type, description }]) =>
        `| \`${input}\` | ${type}${required.includes(input) ? ", required" : ""} | ${description} |`,
    ),
  ];
  return tools.map((tool) => table(tool).join("\n")).join("\n\n");
}

const SECTION = /(?<=<!-- tools -->\n)[\s\S]*?(?=\n<!-- \/tools -->)/;

/** The README with its descriptions of the tools as package.json has them. */
export function withToolTables(): { text: string; expected: string } {
  const text = readFileSync("README.md", "utf8");
  const { languageModelTools } = JSON.parse(readFileSync("package.json", "utf8")).contributes;
  return { text, expected: text.replace(SECTION, () => tables(languageModelTools)) };
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync("README.md", withToolTables().expected);
