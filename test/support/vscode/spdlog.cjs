// Replaces the native module @vscode/spdlog, which is not built when VS Code is installed without scripts: without it,
// every log output channel stays empty. Size and number of files are ignored.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const LEVELS = ["trace", "debug", "info", "warn", "error", "critical"];

class Logger {
  #file;
  #plain = false;
  #level = 0;

  constructor(_type, _name, file) {
    mkdirSync(dirname(file), { recursive: true });
    this.#file = file;
    for (const [level, name] of LEVELS.entries()) this[name] = (message) => this.#write(level, name, message);
  }

  setLevel(level) {
    this.#level = level;
  }

  getLevel() {
    return this.#level;
  }

  clearFormatters() {
    this.#plain = true;
  }

  setPattern() {}
  flush() {}
  drop() {}

  #write(level, name, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace("T", " ").replace("Z", "");
    // spdlog's own names of the levels, by which VS Code colours lines.
    const word = name === "warn" ? "warning" : name;
    appendFileSync(this.#file, this.#plain ? message : `${time} [${word}] ${message}\n`);
  }
}

const create = async (name, file, size, count) => new Logger("rotating", name, file, size, count);

// Exported one by one: an `import()` of this module finds its names by parsing the text.
exports.version = 1;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
