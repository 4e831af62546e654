"""Golden conversations: whole talks in readable files, with what is said to each line and the case at the end.

The same code writes one down and plays it in the tests, so what was recorded is what is compared.
"""
