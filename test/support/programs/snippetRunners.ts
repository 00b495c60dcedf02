import { execFile, spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { curl } from "../../../src/core/snippets/curl.ts";
import { javascript } from "../../../src/core/snippets/javascript.ts";
import { powershell } from "../../../src/core/snippets/powershell.ts";
import { python } from "../../../src/core/snippets/python.ts";
import type { SnippetLanguage } from "../../../src/core/snippets/snippetLanguage.ts";
import { wget } from "../../../src/core/snippets/wget.ts";

/** A snippet and the existing folder in which it runs. */
export interface SnippetRun {
  folder: string;
  snippet: string;
}

export interface SnippetOutcome {
  ok: boolean;
  /** All of its output, or the error that ended it. */
  said: string;
}

/** Runs many snippets of a language, one after the other, in one process. */
export interface SnippetRunner {
  name: string;
  language: SnippetLanguage;
  /** Why it cannot run on this machine. */
  missing?: string;
  run(runs: SnippetRun[]): Promise<SnippetOutcome[]>;
}

export function snippetRunners(): SnippetRunner[] {
  const python3 = onPath("python3").find((file) => works(file, ["-c", "import requests"]));
  return [
    shell("curl in bash", curl, "bash", "curl"),
    shell("curl in sh", curl, "sh", "curl"),
    {
      name: "Python",
      language: python,
      ...(!python3 && { missing: "no python3 with requests" }),
      run: (runs) => driven(python3 as string, (driver) => [driver], "py", PYTHON_DRIVER, runs),
    },
    {
      name: "Node",
      language: javascript,
      run: (runs) => driven(process.execPath, (driver) => [driver], "mjs", NODE_DRIVER, runs),
    },
    {
      name: "pwsh",
      language: powershell,
      ...(onPath("pwsh").length === 0 && { missing: "no pwsh" }),
      run: (runs) => driven("pwsh", (driver) => ["-NoProfile", "-File", driver], "ps1", POWERSHELL_DRIVER, runs),
    },
    shell("wget", wget, "sh", "wget"),
  ];
}

function shell(name: string, language: SnippetLanguage, program: string, tool: string): SnippetRunner {
  const missing = [program, tool].find((needed) => onPath(needed).length === 0);
  return {
    name,
    language,
    ...(missing && { missing: `no ${missing}` }),
    run: (runs) => driven(program, (driver) => [driver], "sh", SHELL_DRIVER, runs),
  };
}

/** The snippet of FOLDER is FOLDER.EXTENSION; its driver writes FOLDER.status and FOLDER.said. */
async function driven(
  program: string,
  argumentsFor: (driver: string) => string[],
  extension: string,
  driver: string,
  runs: SnippetRun[],
): Promise<SnippetOutcome[]> {
  if (runs.length === 0) return [];
  for (const { folder, snippet } of runs) writeFileSync(`${folder}.${extension}`, snippet);
  const folder = join(runs[0]?.folder as string, "..");
  const file = join(folder, `driver.${extension}`);
  writeFileSync(file, driver);
  const folders = runs.map((run) => run.folder);
  writeFileSync(join(folder, "folders"), `${folders.join("\n")}\n`);
  // Without the machine's own settings for these tools, without a proxy, and in the C locale, in which wget has most
  // problems.
  const env = { PATH: process.env.PATH, LC_ALL: "C", HOME: folder, FOLDERS: join(folder, "folders") };
  await new Promise<void>((resolve, reject) => {
    execFile(program, argumentsFor(file), { cwd: folder, env }, (error, _stdout, stderr) =>
      error ? reject(new Error(`${program}: ${stderr}`, { cause: error })) : resolve(),
    );
  });
  return folders.map((each) => ({
    ok: readFileSync(`${each}.status`, "utf8").trim() === "0",
    said: readFileSync(`${each}.said`, "utf8"),
  }));
}

const SHELL_DRIVER = `while read -r folder; do
  (cd "$folder" && . "$folder.sh") >"$folder.said" 2>&1 </dev/null
  echo $? >"$folder.status"
done <"$FOLDERS"
`;

const PYTHON_DRIVER = `import contextlib, os
for folder in open(os.environ["FOLDERS"]).read().splitlines():
    os.chdir(folder)
    status = 0
    with open(folder + ".said", "w", encoding="utf-8") as said, contextlib.redirect_stdout(said):
        try:
            exec(compile(open(folder + ".py", encoding="utf-8").read(), folder, "exec"), {})
        except BaseException as error:
            status = 1
            print(error)
    open(folder + ".status", "w").write(str(status))
`;

const NODE_DRIVER = `import { readFileSync, writeFileSync } from "node:fs";
for (const folder of readFileSync(process.env.FOLDERS, "utf8").trim().split("\\n")) {
  process.chdir(folder);
  let said = "";
  let status = 0;
  console.log = (...parts) => { said += parts.join(" ") + "\\n"; };
  try {
    await import(folder + ".mjs");
  } catch (error) {
    status = 1;
    said += error.message;
  }
  writeFileSync(folder + ".said", said);
  writeFileSync(folder + ".status", String(status));
}
`;

const POWERSHELL_DRIVER = `foreach ($folder in [IO.File]::ReadAllLines($env:FOLDERS)) {
  Set-Location $folder
  $status = 0
  try { $said = . "$folder.ps1" | Out-String } catch { $status = 1; $said = "$_" }
  [IO.File]::WriteAllText("$folder.said", "$said")
  [IO.File]::WriteAllText("$folder.status", "$status")
}
`;

function onPath(program: string): string[] {
  const files = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
  return files.filter((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const works = (file: string, args: string[]): boolean => spawnSync(file, args).status === 0;
