"""Who somebody is, in the signed words of the load balancer, and the key to check them with."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TOKEN = "X-Amzn-Oidc-Data"
ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/labels/0123456789abcdef"


class Login:
    """The signing part of a load balancer, whose public key is at ``keys``/KEY-ID."""

    def __init__(self, keys: str, key_id: str, key: ec.EllipticCurvePrivateKey) -> None:
        self.settings = {
            "IDENTITY": "load-balancer",
            "LOAD_BALANCER_ARN": ARN,
            "LOAD_BALANCER_KEYS": keys,
        }
        self._key_id = key_id
        self._key = key

    def token(self, person: str) -> str:
        """A token that says who somebody is, for an hour; padded, as AWS does it."""
        said = {"iss": "https://login.example.org", "exp": int(time.time()) + 3600}
        head = {"alg": "ES256", "kid": self._key_id, "signer": ARN, "client": "labels", **said}
        claims = {"sub": person, "email": f"{person}@example.org", **said}
        signed = b".".join(urlsafe_b64encode(json.dumps(part).encode()) for part in (head, claims))
        numbers = decode_dss_signature(self._key.sign(signed, ec.ECDSA(hashes.SHA256())))
        signature = b"".join(number.to_bytes(32) for number in numbers)
        return b".".join((signed, urlsafe_b64encode(signature))).decode()


@contextmanager
def login() -> Iterator[Login]:
    """A login with a key of its own, and the server that the key is fetched from."""
    key, key_id = ec.generate_private_key(ec.SECP256R1()), str(uuid4())
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == f"/{key_id}"
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(pem if known else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Login(f"http://127.0.0.1:{server.server_port}", key_id, key)
        server.shutdown()
