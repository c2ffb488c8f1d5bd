"""Numbers in the narrative: found in the text, matched to cells by phrase, compared. Pure.

Called by `rules.narrative` and by what marks a text. Never here: a finding's severity or wording.
"""
