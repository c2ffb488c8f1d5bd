"""Numbers in the narrative: found in the text, bound to cells by a grammar, compared. Pure.

Five steps: spelling, lexicon, frames, binding (with surroundings, enumerations, denials), lists;
piece_reader does them in turn for a piece of a text, reading for all its pieces, matching puts the
tables beside what it read.
Called by `rules` and by what marks a text. Never here: a finding's severity or wording, and words
of the language, which are in `reports/form/lexicon.toml`.
"""
