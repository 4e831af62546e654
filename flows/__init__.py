"""The functional core: what to ask next, and what an answer means. No I/O, no clock, no randomness."""
