"""The municipality's web chat: phone first, usable without JavaScript, better with htmx."""
