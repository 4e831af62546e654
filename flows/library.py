"""The flows that come with the product, with their variants, loaded once per process.

A built-in flow is a package like any other; only its translations stand in the product's own catalogues, beside the
buttons and messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from flows.errors import LotseError
from flows.loader import load_flow
from flows.model import Flow
from flows.package import Package, load_flows, stale_rewordings
from flows.packaging.files import FLOW, content_hash
from flows.packaging.media import FOLDER, Media, media_of
from flows.packaging.variants import overlay_of
from flows.problems import FlowError, FlowProblem
from locales.texts import load_texts


def _definitions() -> Traversable:
    return resources.files("flows").joinpath("definitions")


@cache
def builtin_ids() -> tuple[str, ...]:
    """Ids of all flows in `flows/definitions/`, in alphabetical order."""
    files = _definitions().iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


@cache
def builtin(flow_id: str) -> Flow:
    """A flow of the product. Raises LotseError flow.unknown, or FlowError when the file is wrong."""
    return load_flow(builtin_text(flow_id), f"{flow_id}.yaml")


@cache
def builtin_package(flow_id: str) -> Package:
    """A flow of the product with its variants and texts. Raises as `builtin` does, and for wrong variants."""
    problems: list[FlowProblem] = []
    files = builtin_variants(flow_id)
    flow, variants = load_flows(builtin_text(flow_id), f"{flow_id}.yaml", files, problems)
    if problems:
        raise FlowError(problems)
    content = {"flow.yaml": builtin_text(flow_id), **files}
    revision = content_hash({path: text.encode() for path, text in content.items()})
    warnings = tuple(sorted(stale_rewordings(variants)))
    media = _media((flow, *(variant.flow for variant in variants.values())))
    return Package(flow, load_texts(), revision, media=media, variants=variants, warnings=warnings)


def _media(flows: tuple[Flow, ...]) -> Mapping[str, Media]:
    """The pictures and recordings these flows show, by name, from `flows/definitions/media/`.

    Raises FileNotFoundError, or FlowError for one that is not what its name says.
    """
    steps = [step for flow in flows for step in flow.steps.values()]
    names = sorted({name for step in steps for files in step.media.values() for name in files.values()})
    folder, problems = _definitions().joinpath("media"), list[FlowProblem]()
    found = media_of({f"{FOLDER}{name}": folder.joinpath(name).read_bytes() for name in names}, problems)
    if problems:
        raise FlowError(problems)
    return found


def builtin_files(flow_id: str) -> dict[str, bytes]:
    """A flow of the product and its variants as the files of a package. Raises LotseError flow.unknown."""
    return {path: text.encode() for path, text in {FLOW: builtin_text(flow_id), **builtin_variants(flow_id)}.items()}


def builtin_variants(flow_id: str) -> dict[str, str]:
    """The variant files of a flow of the product: path in a package -> text."""
    texts, bases = _variants()
    return {path: text for path, text in texts.items() if _root(path, bases) == flow_id}


@cache
def _variants() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """All variant files, and what each stands on."""
    folder = _definitions().joinpath("variants")
    files = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []
    texts = {f"variants/{file.name}": file.read_text("utf-8") for file in files if file.name.endswith(".yaml")}
    return texts, {path: overlay_of(text, path).base for path, text in texts.items()}


def _root(path: str, bases: Mapping[str, str]) -> str:
    """The flow under a variant of a variant."""
    for _ in bases:
        below = f"variants/{bases[path]}.yaml"
        if below not in bases:
            break
        path = below
    return bases[path]


def builtin_text(flow_id: str) -> str:
    """Its file. Raises LotseError flow.unknown."""
    if flow_id not in builtin_ids():
        raise LotseError("flow.unknown", flow=flow_id[:40])
    return _definitions().joinpath(f"{flow_id}.yaml").read_text(encoding="utf-8")
