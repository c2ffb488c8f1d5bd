/* The page of a section with a text, while one may write in it. */

import { saveWhileTyping } from "./autosave/start.js";
import { askBeforeLeaving } from "./leaving.js";
import { makeTabs } from "./panel.js";
import { tellPresence } from "./presence.js";
import { offerFigures } from "./text/figures.js";
import { followLength } from "./text/length.js";
import { drawMarks } from "./text/marks.js";
import { listNumbers } from "./text/numbers.js";
import { findWords } from "./text/words.js";
import { followTotals } from "./totals.js";

followTotals();
askBeforeLeaving();
followLength();
drawMarks();
listNumbers();
offerFigures();
saveWhileTyping();
tellPresence();
makeTabs();
findWords();
