"""The municipalities' own settings as data: jurisdictions, and which answers speak of which field of need."""
