"""The function that CloudFront runs before each request, as it stands in the template."""

import ipaddress
import json
import shutil
import subprocess

import pytest

from tests.aws.cloudformation.entrances import service

NODE = shutil.which("node")
HOW = "apt install nodejs"
RUN = """
const answers = JSON.parse(process.argv[1]).map(function (ip) {
  const request = { method: 'GET', uri: '/', headers: { upgrade: { value: 'websocket' } } };
  const answer = handler({ version: '1.0', viewer: { ip: ip }, request: request });
  return answer === request ? null : answer;
});
console.log(JSON.stringify(answers));
"""
CIDRS = ["198.51.100.0/24", "198.51.100.77/24", "10.0.0.0/8", "203.0.113.9/32", "172.16.0.0/12"]


@pytest.fixture(scope="module")
def ask(need):
    """``ask(cidr, addresses)``: the answers; None where a request is let on."""
    need(NODE, HOW)

    def run(cidr, addresses):
        code = service("cloudfront", AllowedCidr=cidr).properties("AllowedAddresses")
        done = subprocess.run(
            [NODE, "--eval", code["FunctionCode"] + RUN, json.dumps(addresses)],
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("cidr", CIDRS)
def test_exactly_the_addresses_of_the_block_are_let_in(cidr, ask):
    block = ipaddress.ip_network(cidr, strict=False)
    first, last = int(block[0]), int(block[-1])
    addresses = [
        str(ipaddress.ip_address(number % 2**32))
        for number in (first, last, (first + last) // 2, first - 1, last + 1, first + 2**31, 0)
    ]

    answers = ask(cidr, addresses)

    let_in = [address for address, answer in zip(addresses, answers, strict=True) if not answer]
    assert let_in == [each for each in addresses if ipaddress.ip_address(each) in block]
    assert 3 <= len(let_in) < len(addresses)


def test_who_is_refused_gets_403_with_a_sentence_and_nothing_is_kept(ask):
    [answer] = ask("198.51.100.0/24", ["203.0.113.9"])

    assert answer["statusCode"] == 403
    assert answer["headers"]["cache-control"]["value"] == "no-store"
    assert answer["body"]["encoding"] == "text"
    assert "Ask them." in answer["body"]["data"]


def test_an_address_that_is_none_is_refused(ask):
    odd = [
        *("", "198.51.100", "198.51.100.7.1", "198.51.99.256", "198.51.100.-1", "198.51.100.0x7"),
        *("198.51.100.7 ", "198.51.100.", "2001:db8::1", "::ffff:198.51.100.7", None, 3325256711),
        *("198.51.100.7,203.0.113.9", "198.51.100.1e1", "198.51.100.٣"),
    ]

    assert [answer["statusCode"] for answer in ask("198.51.100.0/24", odd)] == [403] * len(odd)


def test_the_function_is_one_that_cloudfront_takes():
    function = service("cloudfront").properties("AllowedAddresses")

    assert function["AutoPublish"] is True
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert len(function["FunctionCode"].encode()) < 10 * 1024
