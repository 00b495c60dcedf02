import { useDesk } from "./desk.ts";

useDesk();
