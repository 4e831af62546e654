"""What is wrong with a jurisdiction's file although every line of it can be read: unknown names, posts twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from backend.domain.jurisdictions import Jurisdiction, Post


def first_problem(found: Jurisdiction) -> str | None:
    """In English, for whoever wrote the file; None when it can be used."""
    return next(_problems(found), None)


def _problems(found: Jurisdiction) -> Iterator[str]:
    if not found.teams:
        yield f"no team for attachment {found.attachment}"
    strange = {ags for one in found.authorities.values() for ags in one.own} - found.ags
    yield from (f"authorities: {ags} is no municipality of this file" for ags in sorted(strange))
    starts = [one.start for one in found.offer_checks]
    yield from (f"offer_check: two rows from {start}" for start in {one for one in starts if starts.count(one) > 1})
    regions = {region.key for region in found.regions}
    named = {region for team in found.teams for region in team.regions}
    named |= {other for region in found.regions for others in region.borders.values() for other in others}
    posts = [post for team in found.teams for post in team.posts]
    named |= {region for post in posts for region in post.covers}
    yield from (f"no region {region}" for region in sorted(named - regions))
    yield from _posts(posts)
    employers = {post.employer for post in posts}
    yield from (f"supervision: nobody is employed by {name}" for name in sorted(found.supervision.over - employers))


def _posts(posts: list[Post]) -> Iterator[str]:
    keys = {post.key for post in posts}
    for post in posts:
        if post.period.until is not None and post.period.until < post.period.start:
            yield f"post {post.key}: until {post.period.until} is before from {post.period.start}"
        if sum(post.covers.values()) > 1.001:
            yield f"post {post.key}: covers more than its whole time"
        yield from (f"post {post.key}: no post {name} to stand in" for name in post.deputies if name not in keys)
    for one, other in combinations(posts, 2):
        if one.login == other.login and (one.period.holds(other.period.start) or other.period.holds(one.period.start)):
            yield f"post {one.key}: two rows hold on the same day"
