"""Encryption of what people say: a data key for each person, wrapped by the master key, and keyed hashes for look-ups.

The hierarchy: master key (file or environment, may be rotated) wraps every person's data key and the root secret;
the root secret (random, made at first start, stored wrapped, never changed) gives the system key and the keys of
`blind`. So a new master key re-wraps and invalidates nothing: chats are still found, parked events still open.
"""

from backend.crypto.aead import DataKey
from backend.crypto.keyring import Keyring
from backend.crypto.master import MasterKeys
from backend.crypto.opening import check_master, open_keyring

__all__ = ["DataKey", "Keyring", "MasterKeys", "check_master", "open_keyring"]
