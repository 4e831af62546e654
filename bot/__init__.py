"""The internet-facing process: hears and speaks on every channel, holds no database password."""
