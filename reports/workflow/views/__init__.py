"""The bureau's pages, and the buttons that move a report."""
