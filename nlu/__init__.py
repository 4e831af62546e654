"""Understanding what people write: one port, and the interpreters behind it."""
