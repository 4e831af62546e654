"""Rules as dated data: decision tables over the answers of a flow, read for a day.

A table says who belongs to a target group, where the law sends somebody, how large a need is. Its cells are expressions
of the flow's own language, so they are checked, proved and explained by what the flow itself uses. `docs/rules.md`.
"""
