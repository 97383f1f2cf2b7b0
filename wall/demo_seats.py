"""Accounts for the seats of posts in a run: whoever sits down beside the wall need not ask anybody for a password.

The department, the district and the grid are those with the most open cases, so that there is something to do.
"""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path
from typing import Any

from wall import accounts
from wall.posts import POSTS, Post
from wall.server import Answer, Server

NAMES = {
    "intake": "受理席",
    "leader": "值班长席",
    "dispatch": "派遣席",
    "department": "部门终端",
    "district": "区级终端",
    "inspector": "监督员席",
}


def missing(data: Path) -> list[Post]:
    """Seats without an account file that a run makes one for."""
    return [post for post in POSTS.values() if not post.account and accounts.load(data, post.file) is None]


def establish(server: Server, data: Path) -> list[str]:
    """Make the accounts that are missing; the names of those seats. `server` is the administrator's. Answer, OSError.

    A seat whose place does not exist in this city (no district) is left out.
    """
    wanted = missing(data)
    if not wanted:
        return []
    entities = list(server.request("GET", "/api/snapshot").get("entities", []))
    made: list[str] = []
    for post in wanted:
        facts = _facts(post, entities)
        if facts is None:
            continue
        password = secrets.token_urlsafe(18)
        username = _make(server, post, {"password": password, "name": NAMES[post.name], **facts})
        accounts.save(data, post.file, username, password)
        made.append(post.name)
    return made


def _make(server: Server, post: Post, facts: dict[str, Any]) -> str:
    username = post.file
    while True:
        try:
            server.add_account({"username": username, "roles": [post.role], **facts})
        except Answer as answer:
            if answer.code != "duplicate":
                raise
            # Its file was lost: nobody can know the old password, so the seat gets another name.
            username = f"{post.file}-{secrets.token_hex(2)}"
            continue
        return username


def _facts(post: Post, entities: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the account may see; None where the city has no such place."""
    if post.name == "department":
        body = _busiest(entities, "department", "department_id")
        return {"department_id": body, "view": "department"} if body else None
    if post.name == "district":
        return _district(entities)
    if post.name == "inspector":
        grids = {one["id"] for one in entities if _is_area(one, "grid")}
        counted = Counter(one["area_id"] for one in entities if one["kind"] == "case" and one.get("area_id") in grids)
        grid = counted.most_common(1)[0][0] if counted else next(iter(sorted(grids)), "")
        return {"area_ids": [grid]} if grid else None
    return {}


def _district(entities: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The body that dispatches a second time for a street or district, with the most entrusted to it."""
    people = [one for one in entities if one["kind"] == "person" and "district" in one.get("roles", [])]
    bodies = {one["id"] for one in entities if one["kind"] == "department"}
    fit = [one["department_id"] for one in people if one.get("department_id") in bodies]
    counted = Counter(one.get("entrusted_id") for one in entities if one["kind"] == "case")
    body = max(fit, key=lambda one: counted[one], default="")
    return {"department_id": body, "view": "department"} if body else None


def _is_area(entity: dict[str, Any], level: str) -> bool:
    return entity["kind"] == "area" and entity.get("level") == level


def _busiest(entities: list[dict[str, Any]], kind: str, field: str) -> str:
    known = [one["id"] for one in entities if one["kind"] == kind]
    counted = Counter(one.get(field) for one in entities if one["kind"] == "case")
    return max(known, key=lambda one: counted[one], default="")
