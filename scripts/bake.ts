// Bakes the embedded database's template after an install, so that a first start takes half a second instead of four.
import { bakeTemplate, templatePath } from "../src/store/template.ts";

try {
  const path = await templatePath();
  console.log(`Embedded database: template ${await bakeTemplate(path)} (${path}).`);
} catch (error) {
  // An install must not fail for the sake of a quicker first start.
  console.log(`Embedded database: no template was baked, first starts will be slower: ${(error as Error).message}`);
}
