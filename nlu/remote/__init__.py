"""A Rasa server as the interpreter, where a municipality runs one; see `nlu.remote.listener`."""

from nlu.remote.listener import RasaListener

__all__ = ["RasaListener"]
