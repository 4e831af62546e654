"""What an operator may set, read alike by bot and backend: a variable, or the file that `<VARIABLE>_FILE` names.

Containers mount secrets as files, and an environment is easier to read by others than a file. Both processes say the
same of what is wrong: which variable, and why, never its value. The environment and the reading of files are passed in.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from flows.errors import LotseError
from flows.signing import SHORTEST_SECRET

FILE = "_FILE"

S = TypeVar("S", bound=BaseSettings)
#: A setting's field -> its variable.
Named = Callable[[str, FieldInfo], str]


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < SHORTEST_SECRET:
        raise ValueError(f"needs at least {SHORTEST_SECRET} bytes")
    return secret


#: What bot and backend sign with.
SharedSecret = Annotated[SecretStr, AfterValidator(_long_enough)]


class Environment(PydanticBaseSettingsSource):
    """An empty variable counts as not set. `read`: a file's text, raises OSError or UnicodeDecodeError. `apart`:
    variables whose file is a setting of its own."""

    def __init__(
        self,
        settings_cls: type[BaseSettings],
        named: Named,
        given: Mapping[str, str],
        read: Callable[[str], str],
        apart: Collection[str] = (),
    ) -> None:
        super().__init__(settings_cls)
        self._named, self._given, self._read, self._apart = named, given, read, apart

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self._value(self._named(field_name, field)), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Raises LotseError settings.invalid for a file that cannot be read, and for a variable that is given twice."""
        found = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {name: value for value, name, _ in found if value is not None}

    def _value(self, name: str) -> str | None:
        given, file = self._given.get(name), self._given.get(name + FILE)
        if name in self._apart or not file:
            return given or None
        if given:
            raise invalid(name, f"set either {name} or {name}{FILE}")
        return self._text(name + FILE, file) or None

    def _text(self, name: str, file: str) -> str:
        try:
            return self._read(file).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise invalid(name, f"cannot be read ({type(error).__name__})") from None


def load(settings: type[S], named: Named, given: Mapping[str, Any]) -> S:
    """From `given`, else its sources. Raises LotseError settings.invalid: `names` and `problem`, never a value."""
    try:
        return settings(**given)
    except ValidationError as error:
        variables = {name: named(name, field) for name, field in settings.model_fields.items()}
        problems = error.errors(include_input=False, include_context=False, include_url=False)
        names = [_variable(problem, variables) for problem in problems]
        raise invalid(", ".join(names), "; ".join(map(_told, names, problems))) from None


def _variable(problem: ErrorDetails, variables: Mapping[str, str]) -> str:
    field = str(problem["loc"][0])  # its alias, where it has one, which is the variable
    return variables.get(field, field)


def _told(name: str, problem: ErrorDetails) -> str:
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}"


def invalid(names: str, problem: str) -> LotseError:
    return LotseError("settings.invalid", names=names, problem=problem)


def cannot_listen(error: OSError, host: str, port: int, choose: str) -> LotseError:
    """port.taken, or settings.invalid for an address that is not there or not ours. `choose`: what sets another one."""
    if error.errno == errno.EADDRINUSE:
        return LotseError("port.taken", host=host, port=port, choose_another_with=choose)
    return invalid(choose, f"cannot listen on {host}:{port} ({error.strerror})")
