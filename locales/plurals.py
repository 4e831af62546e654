"""Which plural form of a catalogue is which CLDR category.

gettext numbers the forms (0, 1, …) by a formula of its own, translators and CLDR name them (one, few, many, …), and the
two orders differ: Arabic form 4 is "other", form 5 is "many". Here the names are computed, never typed.
"""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

from babel.messages.plurals import get_plural

from locales.languages import locale_of

#: Enough numbers to meet every form of every language (CLDR rules repeat within 1,000).
SAMPLE = range(1001)


def plural_forms(lang: str) -> str:
    """The header value, e.g. `nplurals=2; plural=(n != 1);`."""
    return str(get_plural(locale_of(lang)).plural_forms)


@cache
def form_of(lang: str) -> Callable[[int], int]:
    """The formula of a language: number -> form."""
    match = re.search(r"plural=(.+?);?$", plural_forms(lang))
    return gettext.c2py(match.group(1).rstrip(";")) if match else lambda n: int(n != 1)


@cache
def categories(lang: str) -> tuple[str, ...]:
    """The CLDR category of each form, by form number: `("one", "few", "many")` for Ukrainian."""
    category, form = locale_of(lang).plural_form, form_of(lang)
    seen: dict[int, Counter[str]] = {}
    for n in SAMPLE:
        seen.setdefault(form(n), Counter())[category(n)] += 1
    return tuple(seen[number].most_common(1)[0][0] for number in sorted(seen))


def by_form(lang: str, named: Mapping[str, str]) -> tuple[str, ...]:
    """Named forms in catalogue order; a form not named falls back to "other". Raises KeyError naming it."""
    try:
        return tuple(named.get(name) or named["other"] for name in categories(lang))
    except KeyError:
        missing = [name for name in categories(lang) if name not in named]
        raise KeyError(f"plural forms missing: {', '.join(missing)}") from None
