"""Which language a message is written in; see `nlu.language.detecting`."""
