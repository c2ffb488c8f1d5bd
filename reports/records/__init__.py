"""Papers that prove: register, receipts, approval receipts, the sign-off sheet, verification.

Pages above may call it. Never here: anything that changes a report, or that shows a draft.
"""
