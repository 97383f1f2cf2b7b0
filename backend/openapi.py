"""The OpenAPI description, generated from the routes and the structs of the contract, and a page to read it.

The page is our own and loads nothing from elsewhere: it works in a hall without internet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler

from contract.errors import HTTP_STATUS, Problem
from contract.protocol import PROTOCOL, PROTOCOL_HEADER

_TEMPLATE = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_TYPES = {"int": "integer", "float": "number"}
WORDS = {
    200: "as before: it was there already",
    206: "the part of the file that `Range` asks for",
    304: "not changed since the `ETag` of `If-None-Match`; no body",
    503: "not now; the body says why",
    416: "no such part of the file; no body",
}


def document(handlers: Iterable[HTTPRouteHandler], version: str) -> bytes:
    """The description of these routes as JSON."""
    routes = [one for one in handlers if isinstance(one, HTTPRouteHandler) and "shape" in one.opt]
    shapes = [one.opt["shape"] for one in routes]
    named = [kind for shape in shapes for kind in (shape["body"], shape["answer"], shape["query"]) if kind]
    types: list[Any] = [Problem, *(kind for kind in named if kind is not bytes)]
    schemas, components = msgspec.json.schema_components(types, ref_template=_TEMPLATE)
    by_type = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        for path in sorted(route.paths):
            plain = _PARAMETER.sub(r"{\1}", path)
            for method in sorted(str(method) for method in route.http_methods):
                if method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
                    paths.setdefault(plain, {})[method.lower()] = _operation(route, path, by_type, components)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "CityWall",
                "version": version,
                "description": f"Protocol {PROTOCOL}; the header {PROTOCOL_HEADER} may name the caller's. "
                "The live socket is described in docs/wire.md.",
            },
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def _operation(
    route: HTTPRouteHandler, path: str, by_type: dict[str, Any], components: dict[str, Any]
) -> dict[str, Any]:
    shape = route.opt["shape"]
    text = (route.fn.__doc__ or "").strip()
    operation: dict[str, Any] = {"summary": text, "operationId": route.handler_name.rpartition(".")[2]}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": _TYPES.get(kind, "string")}}
        for name, kind in _PARAMETER.findall(path)
    ]
    if shape["query"]:
        fields = components[shape["query"].__name__]
        parameters += [
            {"name": name, "in": "query", "required": name in fields.get("required", ()), "schema": schema}
            for name, schema in fields["properties"].items()
        ]
    if parameters:
        operation["parameters"] = parameters
    if shape["body"]:
        schema = {"type": "string", "format": "binary"} if shape["body"] is bytes else by_type[repr(shape["body"])]
        media = "application/octet-stream" if shape["body"] is bytes else "application/json"
        operation["requestBody"] = {"required": True, "content": {media: {"schema": schema}}}
    good: dict[str, Any] = {"description": "done"}
    if shape["answer"]:
        answer = shape["answer"]
        schema = _raw(shape["media"]) if answer is bytes else by_type[repr(answer)]
        good["content"] = {shape["media"]: {"schema": schema}}
    problem = {"content": {"application/json": {"schema": by_type[repr(Problem)]}}}
    codes = sorted({str(status) for status in HTTP_STATUS.values()})
    operation["responses"] = {
        str(shape["ok"]): good,
        **{str(status): {"description": WORDS[status]} for status in shape["also"]},
        "default": {"description": f"a problem: {', '.join(codes)}", **problem},
    }
    if not shape["public"]:
        operation["security"] = [{"bearer": []}]
    return operation


def _raw(media: str) -> dict[str, str]:
    """The schema of an answer that is handed through as bytes: GeoJSON is still an object to whoever reads it."""
    return {"type": "object"} if media.endswith("json") else {"type": "string", "format": "binary"}


@get("/api/docs", media_type=MediaType.HTML)
async def docs_page() -> Response[str]:
    """The page that reads /api/openapi.json."""
    return Response(
        _PAGE,
        media_type=MediaType.HTML,
        headers={
            "Content-Security-Policy": "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; "
            "script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        },
    )


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>CityWall API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; font: 15px/1.5 "Noto Sans CJK SC", system-ui, sans-serif }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
details { border: 1px solid #8885; border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem }
summary { cursor: pointer; display: flex; gap: .8rem; align-items: baseline }
.method { font: 600 .8rem monospace; min-width: 3.2rem } .path { font-family: monospace } .what { opacity: .8 }
.lock::after { content: "log-in"; font-size: .7rem; border: 1px solid #8888; border-radius: 3px; padding: 0 .3rem }
pre, code { font: .85rem/1.45 monospace } pre { overflow: auto; background: #8881; padding: .6rem; border-radius: 4px }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .15rem .6rem .15rem 0;
vertical-align: top; border-top: 1px solid #8883 } a { color: inherit }
</style></head><body><h1>CityWall API</h1><p id="about"></p><main id="routes"></main><h2>Shapes</h2>
<div id="shapes"></div><script>
"use strict";
const make = (tag, text, cls) => { const e = document.createElement(tag); if (text) e.textContent = text;
  if (cls) e.className = cls; return e; };
const nameOf = ref => ref.split("/").pop();
function kind(s) {
  if (!s) return document.createTextNode("");
  if (s.$ref) { const a = make("a", nameOf(s.$ref)); a.href = "#" + nameOf(s.$ref); return a; }
  const span = make("span");
  const many = s.anyOf || s.oneOf;
  if (many) { many.forEach((one, i) => { if (i) span.append(" | "); span.append(kind(one)); }); return span; }
  if (s.type === "array") { span.append("list of ", kind(s.items || (s.prefixItems || [])[0])); return span; }
  let text = s.const !== undefined ? JSON.stringify(s.const) : s.enum ? s.enum.map(v => JSON.stringify(v)).join(" | ")
    : s.type || "any";
  const limits = ["format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
    "maxLength"].filter(k => s[k] !== undefined).map(k => k + " " + s[k]);
  span.append(text + (limits.length ? " (" + limits.join(", ") + ")" : "")); return span;
}
function fields(schema) {
  const table = make("table");
  for (const [name, s] of Object.entries(schema.properties || {})) {
    const row = make("tr"); row.append(make("td", name + ((schema.required || []).includes(name) ? " *" : "")));
    const cell = make("td"); cell.append(kind(s)); row.append(cell);
    row.append(make("td", s.default === undefined ? "" : "default " + JSON.stringify(s.default))); table.append(row);
  }
  if (!table.children.length) { const row = make("tr"); const cell = make("td"); cell.append(kind(schema));
    row.append(cell); table.append(row); }
  return table;
}
fetch("/api/openapi.json").then(r => r.json()).then(doc => {
  document.getElementById("about").textContent = doc.info.version + ". " + doc.info.description;
  for (const [path, methods] of Object.entries(doc.paths)) for (const [method, op] of Object.entries(methods)) {
    const box = make("details"), head = make("summary");
    head.append(make("span", method.toUpperCase(), "method"), make("span", path, "path"),
      make("span", op.summary, "what"));
    if (op.security) head.append(make("span", "", "lock")); box.append(head);
    for (const p of op.parameters || []) { const line = make("p"); line.append(make("code", p.name), " in " + p.in +
      (p.required ? " *: " : ": "), kind(p.schema)); box.append(line); }
    const bodies = [["body", op.requestBody]].concat(Object.entries(op.responses));
    for (const [label, one] of bodies) { if (!one) continue;
      const line = make("p"); line.append(make("b", label + " "));
      for (const [media, c] of Object.entries(one.content || {})) line.append(kind(c.schema), " (" + media + ") ");
      if (one.description) line.append(one.description); box.append(line); }
    document.getElementById("routes").append(box);
  }
  for (const [name, schema] of Object.entries(doc.components.schemas)) {
    const box = make("details"); box.id = name; const head = make("summary"); head.append(make("span", name, "path"));
    box.append(head); if (schema.description) box.append(make("p", schema.description)); box.append(fields(schema));
    document.getElementById("shapes").append(box);
  }
  const open = () => { const e = document.getElementById(location.hash.slice(1)); if (e && e.tagName === "DETAILS") {
    e.open = true; e.scrollIntoView(); } };
  addEventListener("hashchange", open); open();
});
</script></body></html>
"""
