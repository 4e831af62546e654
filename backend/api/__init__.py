"""The wire the bot speaks: signed both ways, described by OpenAPI."""
