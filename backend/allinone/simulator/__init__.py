"""Trying a flow out in the terminal: commands that begin with `:`, for those who build it."""
