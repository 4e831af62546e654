"""Who is responsible for somebody's data and where they are reached: with the notice, once the place is known, and
together with all that is stored.

Before the place is known it could be one of several. Their addresses would be longer than the notice itself, so the
notice says where they stand (a layered notice: WP 260 rev.01 of the Art. 29 Working Party, 35 and 36).
"""

from __future__ import annotations

from flows.model import Step
from flows.offices import Office
from flows.rendering.messages import Rendering
from locales.texts import isolate


def lines_of(contact: str) -> str:
    """An address is German whatever the language: each line keeps its own direction."""
    return "\n".join(map(isolate, contact.splitlines()))


def controller(view: Rendering, key: str | None) -> str:
    """One office with its officers; empty where `key` names none that says how to reach it."""
    office = view.offices.get(key or "")
    return "\n".join([view.text("controller.of"), *_reached(view, office)]) if office and office.contact else ""


def controllers(view: Rendering) -> str:
    """The one that is known, or all there could be; empty where there are none."""
    if known := controller(view, view.jurisdiction):
        return known
    every = ["\n".join(_reached(view, office)) for office in view.offices.values() if office.contact]
    return "\n\n".join([view.text("controller.by_place"), *every]) if every else ""


def beside(view: Rendering, step: Step) -> str:
    """What stands below a `say` that names the controller; empty below every other. Told anew later, it names the one
    that is known by then."""
    if not step.options.get("controller") or not view.offices:
        return ""
    return controller(view, view.jurisdiction) or view.text("controller.addresses")


def _reached(view: Rendering, office: Office) -> list[str]:
    if not office.officers:
        return [lines_of(office.contact), view.text("controller.officers")]
    return [lines_of(office.contact), view.text("controller.officers_at"), lines_of(office.officers)]
