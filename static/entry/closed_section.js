/* The page of a section that one only reads. */

import { showLeftOver } from "./left_over.js";
import { makeTabs } from "./panel.js";

showLeftOver();
makeTabs();
