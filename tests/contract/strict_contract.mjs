// Writes CONTRACT to OUT with every query parameter and every member of a closed object required: Prism then
// tells when one is left out or misspelt (but for upper and lower case in a query).
// Usage: node strict_contract.mjs PRISM CONTRACT OUT
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [prism, contract, out] = process.argv.slice(2);
if (!existsSync(`${prism}/node_modules`)) {
  console.log("skipped: Prism is not installed");
  process.exit(77);
}
const yaml = createRequire(`${prism}/package.json`)("yaml");

function stricter(name, value) {
  if (value?.in === "query") return { ...value, required: true };
  if (value?.additionalProperties === false) return { ...value, required: Object.keys(value.properties) };
  return value;
}
writeFileSync(out, JSON.stringify(yaml.parse(readFileSync(contract, "utf8")), stricter, 2));
