"""One file per step, oldest first. A step that changes rows has a test with rows before and after."""
