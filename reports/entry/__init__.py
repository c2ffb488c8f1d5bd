"""The clerk's pages: sections, autosave, grid, carry-over, nil return, assignments, practice.

Called by the addresses and by pages above. Never here: how a figure is stored or merged (that is in
`drafts`), input from files (`intake`), a rule.
"""
