"""Only what our load balancer has signed, and only for as long as it says, is believed."""

import time

import pytest

from dashboard.identity import NotVerified
from dashboard.load_balancer import LEEWAY, LoadBalancer
from dashboard.public_keys import KeysUnavailable, PublicKeys, UnknownKey
from tests.signer import ARN, KEY_ID, Signer, encode

ANNA = {"sub": "123", "preferred_username": "anna", "email": "anna@example.org"}
NOW = 1_800_000_000


class Keys:
    """A server of keys that remembers what it was asked for."""

    def __init__(self, *signers):
        self.keys = {f"https://keys/{signer.key_id}": signer.public for signer in signers}
        self.asked = []
        self.away = False

    def __call__(self, url):
        self.asked.append(url)
        if self.away:
            raise KeysUnavailable(f"cannot fetch {url}")
        if url not in self.keys:
            raise UnknownKey(f"there is no key at {url}")
        return self.keys[url]


@pytest.fixture
def keys(signer):
    return Keys(signer)


@pytest.fixture
def balancer(keys):
    return LoadBalancer(ARN, PublicKeys("https://keys", fetch=keys))


@pytest.fixture
def annotator(balancer, run):
    """``annotator(token)``: who it proves is asking."""
    return lambda token: run(balancer.annotator(token))


def test_the_padded_token_of_aws_proves_who_is_asking(signer, annotator):
    token = signer.token(ANNA)

    assert "=." in token or token.endswith("=")
    assert annotator(token) == "anna@example.org"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        (ANNA, "anna@example.org"),
        (ANNA | {"email": ""}, "anna"),
        (ANNA | {"email": "a\nb"}, "anna"),
        (ANNA | {"email": "x" * 101}, "anna"),
        ({"sub": "123"}, "123"),
        ({"sub": "123", "email": " Jürgen 🙂 "}, "Jürgen 🙂"),
    ],
)
def test_the_name_is_the_first_usable_of_email_preferred_username_and_sub(
    signer, annotator, claims, name
):
    assert annotator(signer.token(claims)) == name


def forge(part, signer):
    """A good token of Anna's with one part changed after it was signed."""
    header, claims, signature = signer.token(ANNA).split(".")
    bob = encode(ANNA | {"email": "bob@example.org"})
    return {
        "claims": f"{header}.{bob}.{signature}",
        "header": f"{encode(signer.header(exp=NOW * 2))}.{claims}.{signature}",
        "signature": f"{header}.{claims}.{signature[:10]}AAAA{signature[14:]}",
        "no signature": f"{header}.{claims}.",
        "alg none": f"{encode(signer.header(alg='none'))}.{claims}.",
        "alg None": f"{encode(signer.header(alg='None'))}.{claims}.{signature}",
        "no alg": f"{encode(signer.header(alg=None))}.{claims}.{signature}",
        "another's key": Signer().token(ANNA),
        "mac": signer.token_by_mac(ANNA),
    }[part]


@pytest.mark.parametrize(
    "part",
    [
        *("claims", "header", "signature", "no signature"),
        *("alg none", "alg None", "no alg", "another's key", "mac"),
    ],
)
def test_a_forged_token_proves_nothing(signer, annotator, part):
    with pytest.raises(NotVerified, match="signature is wrong"):
        annotator(forge(part, signer))


@pytest.mark.parametrize("token", ["", "anna", "a.b", "a.b.c", "....", "é.é.é", "e30.e30.e30.e30"])
def test_what_is_no_token_proves_nothing(annotator, token):
    with pytest.raises(NotVerified):
        annotator(token)


@pytest.mark.parametrize("arn", [ARN + "0", ARN.replace("labels", "others"), "", None, [ARN]])
def test_what_another_load_balancer_signed_proves_nothing_and_fetches_no_key(
    signer, annotator, keys, arn
):
    with pytest.raises(NotVerified, match="it is signed by"):
        annotator(signer.token(ANNA, signer.header(signer=arn)))

    assert keys.asked == []


@pytest.mark.parametrize(
    "kid",
    ["../../secrets", "a/b", "a?b", "a#b", "a b", "a%2Fb", "", "é", "x" * 65, f"{KEY_ID}\n"],
)
def test_the_id_of_a_key_leads_nowhere_else(signer, annotator, keys, kid):
    with pytest.raises(NotVerified):
        annotator(signer.token(ANNA, signer.header(kid=kid)))

    assert keys.asked == []


@pytest.mark.parametrize("kid", [None, 7, ["a"]])
def test_an_id_that_is_no_text_is_refused(signer, annotator, kid):
    with pytest.raises(NotVerified):
        annotator(signer.token(ANNA, signer.header(kid=kid)))


def test_a_key_that_the_server_does_not_know_proves_nothing(signer, annotator):
    with pytest.raises(NotVerified, match="there is no key at"):
        annotator(signer.token(ANNA, signer.header(kid="another")))


@pytest.mark.parametrize("claimed", [{}, {"exp": NOW + 1000}], ids=["alone", "or later"])
def test_a_token_is_good_until_its_header_says(signer, keys, run, claimed):
    token = signer.token(ANNA | claimed, signer.header(exp=NOW))
    clock = [NOW + LEEWAY - 1]
    balancer = LoadBalancer(ARN, PublicKeys("https://keys", fetch=keys), now=lambda: clock[0])

    assert run(balancer.annotator(token)) == "anna@example.org"
    clock[0] = NOW + LEEWAY
    with pytest.raises(NotVerified, match="expired"):
        run(balancer.annotator(token))


def test_a_token_whose_claims_expired_proves_nothing(signer, annotator):
    with pytest.raises(NotVerified, match="expired"):
        annotator(signer.token(ANNA | {"exp": time.time() - 60}))


@pytest.mark.parametrize("end", ["soon", None, [NOW]])
def test_a_token_that_does_not_say_when_it_expires_proves_nothing(signer, annotator, end):
    header = signer.header(exp=end)

    with pytest.raises(NotVerified, match="when it expires"):
        annotator(signer.token(ANNA, header))
    del header["exp"]
    with pytest.raises(NotVerified, match="when it expires"):
        annotator(signer.token(ANNA, header))


@pytest.mark.parametrize("claims", [{}, {"email": "", "sub": None}, [], "anna", None])
def test_a_token_that_names_nobody_proves_nothing(signer, annotator, claims):
    with pytest.raises(NotVerified):
        annotator(signer.token(claims))


def test_a_new_key_is_fetched_and_the_old_one_stays_good(signer, annotator, keys):
    new = Signer("a-new-key")
    keys.keys["https://keys/a-new-key"] = new.public

    for one in (signer, new, signer, new):
        assert annotator(one.token(ANNA)) == "anna@example.org"
    assert len(keys.asked) == 2


def test_while_the_keys_are_away_who_is_known_goes_on_and_others_cannot_be_checked(
    signer, annotator, keys
):
    annotator(signer.token(ANNA))
    keys.away = True

    assert annotator(signer.token(ANNA)) == "anna@example.org"
    with pytest.raises(KeysUnavailable):
        annotator(Signer("a-new-key").token(ANNA))
