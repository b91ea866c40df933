"""What a load balancer does after a login: it signs who is there, and shows its public keys."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/labels/0123456789abcdef"
KEY_ID = "12345678-1234-1234-1234-123456789012"


class Signer:
    """A load balancer with one key."""

    def __init__(self, key_id: str = KEY_ID) -> None:
        self.key_id = key_id
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = self._key.public_key()
        self.public = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def header(self, **other: object) -> dict[str, object]:
        """The header that AWS documents, good for two minutes."""
        header = {"typ": "JWT", "kid": self.key_id, "alg": "ES256", "iss": "https://login.example"}
        return header | {"client": "labels", "signer": ARN, "exp": int(time.time()) + 120} | other

    def token(self, claims: object, header: dict[str, object] | None = None) -> str:
        """A signed token; padded, as those of AWS are."""
        signed = f"{encode(header or self.header())}.{encode(claims)}"
        numbers = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{padded(b''.join(number.to_bytes(32) for number in numbers))}"

    def token_by_mac(self, claims: object) -> str:
        """A token signed with the public key as if it were a secret."""
        signed = f"{encode(self.header(alg='HS256'))}.{encode(claims)}"
        return f"{signed}.{padded(hmac.digest(self.public, signed.encode(), 'sha256'))}"


def encode(part: object) -> str:
    """One part of a token."""
    return padded(json.dumps(part).encode())


def padded(content: bytes) -> str:
    """The alphabet of tokens, with the signs at the end that other signers leave out."""
    return urlsafe_b64encode(content).decode()


@contextmanager
def key_server(*signers: Signer) -> Iterator[str]:
    """The address at which their public keys are, by id."""
    keys = {f"/{signer.key_id}": signer.public for signer in signers}
    with answering(lambda path: (200, keys[path]) if path in keys else (404, b"none")) as address:
        yield address


@contextmanager
def answering(answer) -> Iterator[str]:
    """A server on this computer; ``answer(path)`` gives a status and a body."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
