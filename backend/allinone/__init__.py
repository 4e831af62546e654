"""The one place where bot and backend meet in a process: the demonstration, the console, and tests of the whole."""
