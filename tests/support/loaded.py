"""Everything our commands import, and what each of them reads at its start: for `forking`, which begins from here.

Nothing is opened and no thread begun: a fork must find nothing half done. What is read is shipped and never changes.
"""

from __future__ import annotations

import tests.support.failing_backend
import tests.support.worker_process  # noqa: F401
from backend.bootstrap.turns import _interpreter
from backend.content.reading import jurisdictions
from backend.services.publishing import shipped_parcel
from flows.library import builtin_ids
from flows.places import load_places
from locales.texts import load_texts

jurisdictions()
load_places()
_interpreter(load_texts())
for flow_id in builtin_ids():
    shipped_parcel(flow_id, load_texts())
