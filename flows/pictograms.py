"""The pictograms a choice may carry, by the name a coordinator writes: for people who read little.

A closed list, because a phone loads all of them once: set-up cuts exactly these out of the icon package
(`scripts/assets.py`), under the names the package gives them. None holds a written word, and none points in the
direction of reading: a mirrored page needs no other picture.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What it is about -> names.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "yes, no, how it is": (
        "check", "x", "ban", "circle-help", "ellipsis", "plus", "star", "heart", "smile", "meh", "frown",
        "thumbs-up", "thumbs-down", "hand", "repeat", "sparkles", "lightbulb", "search", "trending-up",
    ),
    "people and family": (
        "user-round", "users-round", "user-search", "baby", "person-standing", "heart-handshake", "heart-crack",
        "hand-heart", "handshake", "hand-helping", "venus", "mars", "venus-and-mars", "footprints", "toy-brick",
        "blocks", "split",
    ),
    "papers and law": (
        "scale", "id-card", "stamp", "signature", "file-text", "file-clock", "file-x", "file-heart", "mail",
        "mail-warning", "flag", "globe", "key-round", "shield", "shield-alert", "badge-check", "gavel", "landmark",
    ),
    "language, school, work": (
        "languages", "speech", "messages-square", "book-open", "pencil", "notebook-pen", "headphones", "school",
        "backpack", "graduation-cap", "award", "calculator", "presentation", "briefcase", "store", "hammer", "wrench",
        "hard-hat", "chef-hat", "factory", "laptop", "scissors", "shopping-cart",
    ),
    "living": (
        "house", "building", "building-2", "warehouse", "hotel", "bed", "sofa", "tent", "door-open", "maximize-2",
        "truck", "map-pin", "zap", "droplets", "thermometer", "trees", "lock",
    ),
    "money": ("wallet", "banknote", "coins", "hand-coins", "piggy-bank", "credit-card", "receipt", "shirt", "utensils"),
    "health": (
        "stethoscope", "hospital", "heart-pulse", "pill", "syringe", "ambulance", "accessibility", "ear", "glasses",
        "milk",
    ),
    "free time": ("volleyball", "trophy", "music", "palette", "coffee", "bike", "bus", "car", "train-front", "plane"),
    "reaching somebody": ("message-circle", "phone", "smartphone", "at-sign", "monitor", "megaphone", "life-buoy"),
    "time": (
        "clock", "hourglass", "alarm-clock", "calendar", "calendar-check", "calendar-clock", "calendar-x", "sunrise",
        "sun", "sunset", "moon", "infinity", "pause", "triangle-alert",
    ),
}  # fmt: skip
PICTOGRAMS = frozenset(name for names in GROUPS.values() for name in names)
