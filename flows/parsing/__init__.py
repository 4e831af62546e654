"""Reading what people write: cleaning at the border, digits and words of every script, dates, numbers, choices."""
