"""Answers to a camera's 401: Basic (RFC 7617) and Digest (RFC 7616, MD5 and SHA-256, qop auth or none)."""

import base64
import hashlib
import re
import secrets

_PAIR = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


def answer(challenges: list[str], username: str, password: str, method: str, uri: str) -> str | None:
    """The Authorization header for the best challenge we can answer, None when there is none."""
    digest = next((c for c in challenges if c.lower().startswith("digest ")), None)
    if digest is not None:
        answered = _digest(_fields(digest), username, password, method, uri)
        if answered is not None:
            return answered
    if any(c.lower().startswith("basic") for c in challenges):
        return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
    return None


def _fields(challenge: str) -> dict[str, str]:
    return {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(challenge)}


def _digest(fields: dict[str, str], username: str, password: str, method: str, uri: str) -> str | None:
    algorithm = fields.get("algorithm", "MD5")
    name = {"MD5": "md5", "SHA-256": "sha256"}.get(algorithm.upper())
    if name is None or "nonce" not in fields:
        return None

    def hashed(text: str) -> str:
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    realm, nonce = fields.get("realm", ""), fields["nonce"]
    secret = hashed(f"{username}:{realm}:{password}")
    request = hashed(f"{method}:{uri}")
    said = {"username": username, "realm": realm, "nonce": nonce, "uri": uri}
    tail = f", algorithm={algorithm}"
    if "auth" in [q.strip() for q in fields.get("qop", "").split(",")]:
        cnonce = secrets.token_hex(8)
        said["response"] = hashed(f"{secret}:{nonce}:00000001:{cnonce}:auth:{request}")
        tail += f', qop=auth, nc=00000001, cnonce="{cnonce}"'
    else:
        said["response"] = hashed(f"{secret}:{nonce}:{request}")
    if "opaque" in fields:
        said["opaque"] = fields["opaque"]
    return "Digest " + ", ".join(f'{k}="{_quoted(v)}"' for k, v in said.items()) + tail


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
