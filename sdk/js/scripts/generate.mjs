// Writes src/schema.ts, the types of the REST API, from openapi.yaml.
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const contract = new URL("../../../openapi.yaml", import.meta.url);

/** The types as TypeScript. */
export async function schema() {
  const nodes = await openapiTS(contract, { emptyObjectsUnknown: true });
  return `// Written by \`npm run generate\` from openapi.yaml.\n\n${astToString(nodes)}`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await writeFile(new URL("../src/schema.ts", import.meta.url), await schema());
}
