/* The desk, where a report is reviewed. */

import { takePlaces } from "./comments.js";
import { offerPhrases } from "./phrases.js";
import { saveTicks } from "./review_checklist.js";
import { followShortcuts } from "./shortcuts.js";

followShortcuts();
takePlaces();
offerPhrases();
saveTicks();
