"""A flow written out for one conversation: repeats replaced by the entries they have there.

The engine, rendering and the desk know steps with ids, and nothing of repeats: a flow with two children has the steps
`birth#1` and `birth#2`. How many entries there are is read off the answers; flows without repeats stay as they are.
"""

from __future__ import annotations

from flows.unrolling.shape import Shape, shape_of
from flows.unrolling.writing import written_out

__all__ = ["Shape", "shape_of", "written_out"]
