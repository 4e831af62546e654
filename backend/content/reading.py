"""Reading the jurisdictions: checked at start, so that whoever made a typing mistake finds it, not a newcomer."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.domain.jurisdictions import Jurisdiction, Post, Region, Team
from flows.errors import LotseError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Region(_Strict):
    key: str
    name: str
    ags: list[str] = Field(default_factory=list)
    districts: list[str] = Field(default_factory=list)


class _Post(_Strict):
    key: str
    fte: float = Field(gt=0, le=1)
    employer: str


class _Team(_Strict):
    key: str
    name: str
    regions: list[str] = Field(default_factory=list)
    posts: list[_Post] = Field(min_length=1)


class _Jurisdiction(_Strict):
    key: str
    name: str
    ags: list[str] = Field(min_length=1)
    languages: list[str]
    sensitive_in_messenger: bool
    contact: str = ""
    contact_note: str = ""
    regions: list[_Region]
    teams: list[_Team] = Field(min_length=1)
    retention_days: int = Field(gt=0)
    sources: dict[str, str] = Field(default_factory=dict)
    inferred: list[str] = Field(default_factory=list)


def jurisdictions() -> Mapping[str, Jurisdiction]:
    """All jurisdictions by key, in order of their keys. Raises LotseError settings.invalid naming the file."""
    folder = files("backend.content").joinpath("jurisdictions")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    read = [_read(entry.name, entry.read_text("utf-8")) for entry in found]
    return {jurisdiction.key: jurisdiction for jurisdiction in read}


def _read(name: str, text: str) -> Jurisdiction:
    try:
        given = _Jurisdiction.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise LotseError("settings.invalid", file=name, problem=_first_problem(error)) from None
    known = {region.key for region in given.regions}
    if unknown := {region for team in given.teams for region in team.regions} - known:
        raise LotseError("settings.invalid", file=name, problem=f"no region {sorted(unknown)[0]}")
    return _frozen(given)


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return type(error).__name__


def _frozen(given: _Jurisdiction) -> Jurisdiction:
    return Jurisdiction(
        key=given.key,
        name=given.name,
        ags=frozenset(given.ags),
        languages=tuple(given.languages),
        sensitive_in_messenger=given.sensitive_in_messenger,
        contact=given.contact.strip(),
        regions=tuple(
            Region(found.key, found.name, frozenset(found.ags), frozenset(found.districts)) for found in given.regions
        ),
        teams=tuple(_team(found) for found in given.teams),
        retention_days=given.retention_days,
    )


def _team(given: _Team) -> Team:
    posts = tuple(Post(post.key, post.fte, post.employer) for post in given.posts)
    return Team(given.key, given.name, frozenset(given.regions), posts)
