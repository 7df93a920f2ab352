// Runs COMMAND with TICKET0_CONTRACT_URL, the address of a Prism that serves CONTRACT as long as COMMAND
// runs. Fails if COMMAND does, or if Prism saw a request or an answer that violates CONTRACT. LOG gets what
// Prism says.
// Usage: node run_with_prism.mjs PRISM CONTRACT LOG COMMAND [ARGUMENT...]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [prism, contract, log, command, ...args] = process.argv.slice(2);
const cli = `${prism}/node_modules/@stoplight/prism-cli/dist/index.js`;
rmSync(log, { force: true });
if (!existsSync(cli)) {
  console.log("skipped: Prism is not installed");
  process.exit(77);
}

const options = ["mock", "--host", "127.0.0.1", "--port", "0", "--errors", contract];
const server = spawn(process.execPath, [cli, ...options], {
  env: { ...process.env, FORCE_COLOR: "0" },
  stdio: ["ignore", "pipe", "inherit"],
});
process.on("exit", () => server.kill("SIGKILL"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

const lines = [];
const output = createInterface({ input: server.stdout });
output.on("line", (line) => lines.push(line));
output.on("close", () => {
  console.error(lines.join("\n"), "\nPrism ended before its time");
  process.exit(1);
});
async function said(pattern) {
  let found;
  while (!(found = lines.map((line) => line.match(pattern)).find(Boolean))) await once(output, "line");
  return found;
}

const [, url] = await said(/Prism is listening on (\S+)/);
const child = spawn(command, args, {
  env: { ...process.env, TICKET0_CONTRACT_URL: url },
  stdio: ["ignore", "inherit", "inherit"],
});
const [status] = await once(child, "exit");

// What it says comes in order: once it has refused this, all else has been said.
await fetch(`${url}/the-end`);
await said(/get \/the-end .*terminated/);
const said_of_command = lines.filter((line) => !line.includes("get /the-end "));
writeFileSync(log, said_of_command.join("\n") + "\n");

const violation = /\s(warning|error|fatal)\s{2,}/;
const violated = said_of_command.some((line) => violation.test(line));
for (const line of violated ? said_of_command : [])
  if (violation.test(line) || line.includes("Request received")) console.error(line);
process.exit(status === 0 && !violated ? 0 : 1);
