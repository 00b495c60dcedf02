import { everywhere, testCommandsUnderFaults } from "../support/faults/runTable.ts";
import { useS3Target } from "../support/s3Target.ts";

testCommandsUnderFaults(useS3Target(), everywhere, (table) => console.log(table.markdown()));
