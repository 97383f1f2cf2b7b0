"""Whom a seat trusts: the machine's authorities, or a city's own one from a file. And what is wrong with a certificate.

The file is `[client] ca_file` of citywall.toml in the data folder, or CITYWALL_CLIENT__CA_FILE. Where it is set, only
the authorities in it count: a city that signs its own server needs nobody else's signature.
"""

from __future__ import annotations

import os
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

Fault = Literal["", "expired", "not_yet", "wrong_name", "unknown_authority", "other"]
_WORDS: dict[Fault, str] = {
    "expired": "the certificate of the server has expired; whoever runs it must renew it",
    "not_yet": "the certificate of the server is not valid yet; compare the clocks of both machines",
    "wrong_name": "the certificate of the server is for another name; use the name that it was made for",
    "unknown_authority": "nobody here knows who signed the certificate of the server; "
    "put the city's own authority into client.ca_file (CITYWALL_CLIENT__CA_FILE)",
    "other": "the certificate of the server is not accepted",
}
FAULT = "certificate"
"""Name of the parameter of a `Problem` that says which fault a certificate has."""
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
_CODES: dict[int, Fault] = {
    9: "not_yet",
    10: "expired",
    18: "unknown_authority",  # signed by itself
    19: "unknown_authority",  # signed by itself, somewhere up the chain
    20: "unknown_authority",
    21: "unknown_authority",
    62: "wrong_name",
    64: "wrong_name",  # an address instead of a name
}
"""OpenSSL's X509_V_ERR_*, from `man openssl-verification-options`."""


class ClientSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[client]`: how every program of a seat reaches its server."""

    ca_file: Annotated[
        str,
        msgspec.Meta(description="PEM file of the city's own certificate authority; empty: those the machine trusts"),
    ] = ""


class TrustError(Exception):
    """The file of authorities cannot be used; the text says why."""


@dataclass(frozen=True)
class Trust:
    """The authorities of a seat. `ca_file` None: those of the machine."""

    ca_file: Path | None = None

    @property
    def verify(self) -> str | bool:
        """What `requests` takes as `verify`. Its own list of the world's authorities is the last choice."""
        if self.ca_file is not None:
            return str(self.ca_file)
        found = (ssl.get_default_verify_paths().cafile, *_BUNDLES)
        return next((path for path in found if path and Path(path).is_file()), True)

    def context(self) -> ssl.SSLContext:
        """For the standard library's clients."""
        return ssl.create_default_context(cafile=None if self.ca_file is None else str(self.ca_file))


MACHINE = Trust()


def trust_of(data: Path | None, environ: Mapping[str, str] | None = None) -> Trust:
    """The trust that this data folder or the environment asks for. TrustError where its file cannot be used."""
    environ = os.environ if environ is None else environ
    settings = ClientSettings()
    named = environ.get("CITYWALL_CLIENT__CA_FILE")
    config = environ.get("CITYWALL_CONFIG") or (data / "citywall.toml" if data is not None else None)
    if named is None and config is not None:
        settings = _of_file(Path(config))
    wanted = settings.ca_file if named is None else named
    if not wanted:
        return MACHINE
    path = Path(wanted).expanduser()
    if not path.is_absolute() and data is not None:
        path = data / path
    try:
        ssl.create_default_context().load_verify_locations(cafile=str(path))
    except (OSError, ssl.SSLError) as fault:
        raise TrustError(f"client.ca_file {path}: {fault.strerror or fault}") from fault
    return Trust(path)


def fault_of(error: BaseException | None) -> Fault:
    """Which fault of a certificate is behind a failed request; empty where it is none."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, ssl.SSLCertVerificationError):
            return _CODES.get(one.verify_code, "other")
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None)]
        waiting += [part for part in one.args if isinstance(part, BaseException)]
        waiting = [part for part in waiting if isinstance(part, BaseException)]
    return ""


def sentence(fault: Fault) -> str:
    """What is wrong with a certificate and who can help, in English, for terminals; empty for no fault."""
    return _WORDS.get(fault, "")


def _of_file(path: Path) -> ClientSettings:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("client", {})
        return msgspec.convert(found, ClientSettings)
    except FileNotFoundError:
        return ClientSettings()
    except (OSError, ValueError) as fault:  # of TOML, of UTF-8, of the shape
        raise TrustError(f"[client] in {path}: {fault}") from fault
