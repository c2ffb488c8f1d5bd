"""How dates and times are written, one style a language: pages, notices and sheets use these."""
