/* The page of a section with tables, while one may write in it. */

import { sendBeforeLeaving } from "./autosave/leaving.js";
import { saveWhileTyping } from "./autosave/start.js";
import { explainCarriedOver } from "./grid/carry_over.js";
import { offerCopy } from "./grid/copy.js";
import { walkByKeys } from "./grid/keys.js";
import { takeOffers } from "./grid/offers.js";
import { previewPastes } from "./grid/paste.js";
import { setSuspects } from "./grid/suspects.js";
import { table } from "./grid/table.js";
import { showLeftOver } from "./left_over.js";
import { makeTabs } from "./panel.js";
import { tellPresence } from "./presence.js";
import { keepPresses } from "./pressed.js";
import { followTotals } from "./totals.js";

followTotals();
if (table) {
  offerCopy();
  previewPastes();
  explainCarriedOver();
  walkByKeys();
  takeOffers();
  setSuspects();
}
showLeftOver();
saveWhileTyping();
sendBeforeLeaving();
tellPresence();
keepPresses();
makeTabs();
