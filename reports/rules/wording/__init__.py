"""How the texts are written: rough counts, slips of the pen, what was left open. Pure.

What counts is a text's structure (what stands twice, what has no partner, what follows a number);
the edition files hold the words that tell a slip from what only looks like one. Called by
`rules.check`. Never here: what a text states, and whether that is so.
"""
