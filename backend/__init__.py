"""The process that remembers: conversations, cases, and who may see them."""
