"""Numbers in the narrative: found in the text, matched to cells by phrase, compared. Pure."""
