/* The page of a section that one only reads. */

import { askBeforeLeaving } from "./leaving.js";
import { makeTabs } from "./panel.js";
import { followTotals } from "./totals.js";

followTotals();
askBeforeLeaving();
makeTabs();
