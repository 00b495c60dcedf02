import { writeFileSync } from "node:fs";
import { everywhere, testCommandsUnderFaults } from "../support/faults/runTable.ts";
import { faultPage } from "../support/faults/table.ts";
import { useS3Target } from "../support/s3Target.ts";

const target = useS3Target();
/** Set by `npm run faults`. */
const page = process.env.S3_PRESIGN_FAULT_PAGE;

testCommandsUnderFaults(target, everywhere, (table) => {
  if (page) writeFileSync(page, faultPage(table));
  else console.log(table.markdown());
});
