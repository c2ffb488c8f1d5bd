"""Help: a page a role, one on refusals and one on words; its texts are data (`pages/*.toml`).

Only the addresses import this room. It knows no report and nobody's work, as it is open to people
who are not signed in. Never here: what a refusal says by itself (that stands where it is raised).
"""
