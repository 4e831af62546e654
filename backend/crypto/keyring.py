"""All keys of a running process: new data keys for people, known ones unwrapped, the system key, keyed hashes."""

from __future__ import annotations

import hashlib
from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from backend.crypto.aead import KEY_BYTES, DataKey, new_key
from backend.crypto.sources import MasterSource
from flows.errors import LotseError

_BLOCK = 64  # bytes SHA-256 takes in at once


class _Hash(Protocol):
    def copy(self) -> _Hash: ...
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...
    def hexdigest(self) -> str: ...


class PersonKey(NamedTuple):
    """A person's fresh data key; `wrapped` by the master key `master_id`: what `people` keeps of it, both together."""

    key: DataKey
    wrapped: bytes
    master_id: str


class Keyring:
    """`root` is the secret behind `system` and `blind`; made by `open_keyring`."""

    def __init__(self, source: MasterSource, root: bytes) -> None:
        self._source = source
        self._masters = source.keys()
        self._root = root
        self._blind: dict[str, tuple[_Hash, _Hash]] = {}
        #: For rows that belong to nobody yet (parked events). Not touched by a rotation.
        self.system = DataKey(_derived(root, "system"))

    def new_person(self, person_id: str) -> PersonKey:
        # One look at the master keys: another thread may see new ones at any time, and a label of theirs beside a key
        # wrapped by the former would make this person unreadable.
        masters = self._masters = self._source.keys()
        key = new_key()
        return PersonKey(DataKey(key), wrap(masters.keys[masters.current], person_id, key), masters.current)

    def unwrap(self, person_id: str, wrapped: bytes | None, master_id: str) -> DataKey:
        """The person's data key. Raises LotseError key.unreadable: erased, damaged, or the master key is not here."""
        if wrapped is None:
            raise LotseError("key.unreadable", person=person_id, problem="erased")
        return DataKey(unwrapped(self._master(person_id, master_id), person_id, wrapped))

    def blind(self, purpose: str, text: str) -> str:
        """HMAC-SHA-256 of `text`, 64 hex digits: equal texts are found again, nobody can guess back without the key.

        Different purposes give unrelated hashes. Unchanged by a rotation of the master key.
        """
        begun = self._blind.get(purpose)
        if begun is None:
            begun = self._blind[purpose] = _begun(_derived(self._root, f"blind/{purpose}"))
        inner, outer = begun[0].copy(), begun[1].copy()
        inner.update(text.encode("utf-8", "surrogatepass"))
        outer.update(inner.digest())
        return outer.hexdigest()

    def _master(self, person_id: str, master_id: str) -> DataKey:
        found = self._masters.find(master_id)
        if found is None:
            self._masters = self._source.keys()  # rotated meanwhile?
            found = self._masters.find(master_id)
        if found is None:
            raise LotseError("key.unreadable", person=person_id, problem="master key", master=master_id)
        return found

    def __repr__(self) -> str:
        return f"Keyring({self._masters.current})"


def wrap(master: DataKey, person_id: str, key: bytes) -> bytes:
    return master.seal("people", "wrapped_key", person_id, key)


def unwrapped(master: DataKey, person_id: str, wrapped: bytes) -> bytes:
    """Raises LotseError key.unreadable."""
    return master.open("people", "wrapped_key", person_id, wrapped)


def _derived(root: bytes, purpose: str) -> bytes:
    # The root is uniformly random already: expanding is enough (RFC 5869, section 3.3).
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=f"kim-lotse/1/{purpose}".encode()).derive(root)


def _begun(key: bytes) -> tuple[_Hash, _Hash]:
    """HMAC (RFC 2104) with the key taken in already, to be copied for each text: a third of the time of a whole one."""
    padded = key.ljust(_BLOCK, b"\0")
    return hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)), hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))
