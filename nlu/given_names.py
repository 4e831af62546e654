"""Words of commands that are given names, too.

Who is asked for a name and writes one of them in the language in which it is a command is asked which is meant.
"""

from __future__ import annotations

from typing import Final

#: Folded (`flows.parsing.normalise.fold`). Adam is "human" in Persian, Wali "why" in Pashto, Eid "again" in Arabic.
ALSO_NAMES: Final = frozenset(
    {
        "adam",
        "ara",
        "auxilio",
        "badi",
        "bia",
        "dib",
        "dil",
        "edit",
        "ferman",
        "hala",
        "insan",
        "lech",
        "najda",
        "nejde",
        "om",
        "socorro",
        "wali",
        "ادم",
        "اسعاف",
        "عدل",
        "عوده",
        "عيد",
        "نجده",
        "ولي",
    }
)
