"""Reading the jurisdictions: checked at start, so that whoever made a typing mistake finds it, not a newcomer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from backend.content.checking import first_problem
from backend.domain.jurisdictions import Authority, Check, Jurisdiction, Period, Post, Region, Supervision, Team
from flows.errors import LotseError
from locales.fast_yaml import SafeLoader

#: Eight digits as text: a key whose zero was eaten by a spreadsheet is refused here.
Ags = Annotated[str, Field(pattern=r"^[0-9]{8}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Period(_Strict):
    start: date = Field(alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.start:
            raise ValueError(f"until {self.until} is before from {self.start}")
        return self


class _Region(_Strict):
    key: str
    name: str
    ags: list[Ags] = Field(default_factory=list)
    districts: list[str] = Field(default_factory=list)
    bezirk: str | None = None
    need: float = Field(1.0, gt=0)
    borders: dict[str, list[str]] = Field(default_factory=dict)


class _Post(_Strict):
    key: str
    fte: float = Field(gt=0, le=1)
    employer: str
    login: str | None = None
    start: date | None = Field(None, alias="from")
    until: date | None = None
    capacity: int | None = Field(None, gt=0)
    covers: dict[str, Annotated[float, Field(gt=0, le=1)]] = Field(default_factory=dict)
    tasks: list[Literal["intake", "case"]] = Field(["intake", "case"], min_length=1)
    deputies: list[str] = Field(default_factory=list)
    absent: list[_Period] = Field(default_factory=list)


class _Team(_Strict):
    key: str
    name: str
    attachments: list[str] = Field(default_factory=list)
    regions: list[str] = Field(default_factory=list)
    posts: list[_Post] = Field(min_length=1)


class _Authority(_Strict):
    name: str
    other: str
    own: dict[Ags, str] = Field(default_factory=dict)


class _Supervision(_Strict):
    employer: str
    over: list[str] = Field(default_factory=list)


class _Check(_Strict):
    start: date = Field(alias="from")
    days: int = Field(gt=0, le=3650)


class _Jurisdiction(_Strict):
    key: str
    name: str
    ags: list[Ags] = Field(min_length=1)
    valid_from: date
    valid_to: date | None = None
    languages: list[str]
    sensitive_in_messenger: bool
    contact: str = ""
    contact_note: str = ""
    data_protection: str = ""
    by_district: bool = False
    attachment: str | None = None
    regions: list[_Region]
    teams: list[_Team] = Field(min_length=1)
    supervision: _Supervision
    authorities: dict[str, _Authority] = Field(default_factory=dict)
    retention_days: int = Field(gt=0)
    offer_check: list[_Check] = Field(default_factory=list)
    sources: dict[str, str] = Field(default_factory=dict)
    inferred: list[str] = Field(default_factory=list)


@cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """All jurisdictions by key, in order of their keys; read once per process.

    Raises LotseError settings.invalid naming the file.
    """
    folder = files("backend.content").joinpath("jurisdictions")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    read = [read_jurisdiction(entry.name, entry.read_text("utf-8")) for entry in found]
    return {jurisdiction.key: jurisdiction for jurisdiction in read}


def attached(key: str, attachment: str) -> Jurisdiction:
    """A jurisdiction as it would be with another attachment of its posts. Raises LotseError settings.invalid."""
    name = f"{key}.yaml"
    return read_jurisdiction(
        name, files("backend.content").joinpath("jurisdictions", name).read_text("utf-8"), attachment
    )


def read_jurisdiction(name: str, text: str, attachment: str | None = None) -> Jurisdiction:
    """`attachment`: instead of the one in the file. Raises LotseError settings.invalid naming file and problem."""
    try:
        given = _Jurisdiction.model_validate(yaml.load(text, Loader=SafeLoader))  # noqa: S506 - safe
    except (ValidationError, yaml.YAMLError) as error:
        raise LotseError("settings.invalid", file=name, problem=_first_problem(error)) from None
    given.attachment = attachment or given.attachment
    found = _frozen(given)
    if problem := first_problem(found):
        raise LotseError("settings.invalid", file=name, problem=problem)
    return found


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return type(error).__name__


def _frozen(given: _Jurisdiction) -> Jurisdiction:
    teams = [team for team in given.teams if not team.attachments or given.attachment in team.attachments]
    return Jurisdiction(
        key=given.key,
        name=given.name,
        ags=frozenset(given.ags),
        languages=tuple(given.languages),
        sensitive_in_messenger=given.sensitive_in_messenger,
        contact=given.contact.strip(),
        data_protection=given.data_protection.strip(),
        regions=tuple(_region(found) for found in given.regions),
        teams=tuple(_team(found, given) for found in teams),
        retention_days=given.retention_days,
        period=Period(given.valid_from, given.valid_to),
        by_district=given.by_district,
        supervision=Supervision(given.supervision.employer, frozenset(given.supervision.over)),
        attachment=given.attachment,
        authorities={key: Authority(one.name, one.other, one.own) for key, one in given.authorities.items()},
        offer_checks=tuple(Check(one.start, one.days) for one in given.offer_check),
    )


def _region(given: _Region) -> Region:
    borders = {district: tuple(regions) for district, regions in given.borders.items()}
    districts = frozenset(given.districts)
    return Region(given.key, given.name, frozenset(given.ags), districts, given.bezirk, given.need, borders)


def _team(given: _Team, of: _Jurisdiction) -> Team:
    posts = tuple(_post(post, of) for post in given.posts)
    return Team(given.key, given.name, frozenset(given.regions), posts)


def _post(given: _Post, of: _Jurisdiction) -> Post:
    return Post(
        key=given.key,
        fte=given.fte,
        employer=given.employer,
        login=given.login or f"{given.key}@{of.key}",
        period=Period(given.start or of.valid_from, given.until or of.valid_to),
        capacity=given.capacity,
        covers=given.covers,
        tasks=frozenset(given.tasks),
        deputies=tuple(given.deputies),
        absent=tuple(Period(absence.start, absence.until) for absence in given.absent),
    )
