"""One trained model and its file. A file that is damaged or of another version is refused, never half believed.

File: the magic line, the length of the header (4 bytes), the header (JSON), then the arrays one after the other: idf
(float16, columns), scales and bias (float32, intents), weights (int8, columns x intents). The header holds the SHA-256
of the arrays and of the phrases the model was trained from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from flows.errors import LotseError
from nlu.embedded.features import COLUMNS, columns_of
from nlu.intents import NONE

#: Changes whenever features, arrays or intents are meant differently.
VERSION = 3
MAGIC = b"KIM-Lotse intents\n"
REBUILD = "lotse nlu train"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Guess:
    """`confidence`: the model's probability of `intent`, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Model:
    """`edge`: how far beyond the likeliest intent `none` must be before a message counts as out of scope.

    `exact`: keys of phrases that are understood word for word: of the strict intents, and words that stand alone.
    """

    lang: str
    intents: tuple[str, ...]
    idf: npt.NDArray[np.float16]
    scales: Floats
    bias: Floats
    weights: npt.NDArray[np.int8]
    edge: float
    exact: dict[str, str]
    phrases: str  # SHA-256 of what it was trained from

    def guess(self, text: str) -> Guess | None:
        """None for a text without a word."""
        columns = columns_of(text)
        if not len(columns):
            return None
        return self._told(self.scores(columns))

    def scores(self, columns: npt.NDArray[np.intp]) -> Floats:
        """The logit of each intent."""
        idf = self.idf[columns].astype(np.float32)
        summed = (idf / np.sqrt(idf @ idf)) @ self.weights[columns].astype(np.float32)
        found: Floats = summed * self.scales + self.bias
        return found

    def _told(self, scores: Floats) -> Guess:
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        none = self.intents.index(NONE)
        inside = scores.copy()
        inside[none] = -np.inf
        best = int(inside.argmax())
        place = none if scores[none] - scores[best] > self.edge else best
        return Guess(self.intents[place], float(shares[place]))

    @property
    def size(self) -> int:
        """Bytes of the arrays."""
        return sum(int(array.nbytes) for array in self._arrays())

    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        return (self.idf, self.scales, self.bias, self.weights)

    def dump(self) -> bytes:
        payload = b"".join(np.ascontiguousarray(array).tobytes() for array in self._arrays())
        header = orjson.dumps(
            {
                "version": VERSION,
                "lang": self.lang,
                "intents": self.intents,
                "columns": COLUMNS,
                "edge": self.edge,
                "exact": self.exact,
                "phrases": self.phrases,
                "sha256": hashlib.sha256(payload).hexdigest(),
            },
            option=orjson.OPT_SORT_KEYS,
        )
        return MAGIC + len(header).to_bytes(4, "big") + header + payload


def read_model(path: Path) -> Model:
    """Raises LotseError nlu.model, with the command that builds it anew."""
    try:
        return _parsed(path.read_bytes())
    except OSError as error:
        raise _refused(path, "cannot be read") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _refused(path, str(error)) from error


def read_header(path: Path) -> dict[str, Any]:
    """What a model was made from, without reading its arrays; `{}` for a file that is none."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return {}
            found = orjson.loads(file.read(int.from_bytes(file.read(4), "big")))
            return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def _parsed(data: bytes) -> Model:
    if not data.startswith(MAGIC):
        raise ValueError("not a model")
    begin = len(MAGIC) + 4
    end = begin + int.from_bytes(data[len(MAGIC) : begin], "big")
    header = orjson.loads(data[begin:end])
    if header["version"] != VERSION or header["columns"] != COLUMNS:
        raise ValueError(f"version {header['version']}, this is {VERSION}")
    payload = data[end:]
    if hashlib.sha256(payload).hexdigest() != header["sha256"]:
        raise ValueError("damaged")
    return _model(header, payload)


def _model(header: dict[str, Any], payload: bytes) -> Model:
    intents: Sequence[str] = tuple(header["intents"])
    many = len(intents)
    idf, rest = payload[: 2 * COLUMNS], payload[2 * COLUMNS :]
    floats = np.frombuffer(rest[: 8 * many], dtype=np.float32)
    return Model(
        lang=header["lang"],
        intents=tuple(intents),
        idf=np.frombuffer(idf, dtype=np.float16),
        scales=floats[:many],
        bias=floats[many:],
        weights=np.frombuffer(rest[8 * many :], dtype=np.int8).reshape(COLUMNS, many),
        edge=float(header["edge"]),
        exact=dict(header["exact"]),
        phrases=header["phrases"],
    )


def _refused(path: Path, reason: str) -> LotseError:
    return LotseError("nlu.model", file=path.name, reason=reason[:120], command=REBUILD)
