// Fails if an answer that CONTRACT documents is not in LOG, which run_with_prism.mjs kept of requests made
// one after another. STATUS: only answers whose status begins so.
// Usage: node check_coverage.mjs PRISM CONTRACT LOG [STATUS]
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [prism, contract, log, prefix = ""] = process.argv.slice(2);
if (!existsSync(log)) {
  console.log("skipped: Prism did not run");
  process.exit(77);
}
const yaml = createRequire(`${prism}/package.json`)("yaml");

const documented = [];
for (const [path, item] of Object.entries(yaml.parse(readFileSync(contract, "utf8")).paths)) {
  const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
  for (const [method, operation] of Object.entries(item).filter(([, { operationId }]) => operationId))
    for (const status of Object.keys(operation.responses).filter((status) => status.startsWith(prefix)))
      documented.push({ method, path, pattern, status, seen: false });
}

let method, path;
for (const line of readFileSync(log, "utf8").split("\n")) {
  [, method, path] = line.match(/\[HTTP SERVER\] (\w+) (\S+) .*Request received/) ?? [, method, path];
  const [, status] = line.match(/Responding with "(\d+)"/) ?? [];
  for (const answer of documented)
    answer.seen ||= answer.status === status && answer.method === method && answer.pattern.test(path);
}

const missing = documented.filter(({ seen }) => !seen);
for (const answer of missing) console.error(`Not tested: ${answer.method} ${answer.path} ${answer.status}`);
process.exit(documented.length > 0 && missing.length === 0 ? 0 : 1);
