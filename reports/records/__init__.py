"""Documents of proof: register, receipts, approval receipts, the sign-off sheet, verification.

Called by pages above. Never here: anything that changes a report, or that shows a draft.
"""
