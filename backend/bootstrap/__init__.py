"""The composition root of the backend: the only place that knows every adapter.

Three files, because most commands need the world alone: the interpreter brings numpy, the app brings the web framework,
together as slow to import as everything else.
"""
