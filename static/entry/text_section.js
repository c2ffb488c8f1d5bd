/* The page of a section with a text, while one may write in it. */

import { sendBeforeLeaving } from "./autosave/leaving.js";
import { saveWhileTyping } from "./autosave/start.js";
import { showLeftOver } from "./left_over.js";
import { makeTabs } from "./panel.js";
import { tellPresence } from "./presence.js";
import { keepPresses } from "./pressed.js";
import { offerFigures } from "./text/figures.js";
import { followLength } from "./text/length.js";
import { drawMarks } from "./text/marks.js";
import { listNumbers } from "./text/numbers.js";
import { findWords } from "./text/words.js";
import { followTotals } from "./totals.js";

followTotals();
followLength();
drawMarks();
listNumbers();
offerFigures();
showLeftOver();
saveWhileTyping();
sendBeforeLeaving();
tellPresence();
keepPresses();
makeTabs();
findWords();
