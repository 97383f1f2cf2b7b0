"""SIP as text: what we write can be read, what arrives cannot hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.gateways.voice import sip
from simulator import poles_sip

INVITE = (
    b"INVITE sip:12@127.0.0.1:15060 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKabc;rport\r\n"
    b"f: <sip:hall@10.0.0.1>;tag=one\r\nt: <sip:12@127.0.0.1>\r\ni: call-1\r\nCSeq: 7 INVITE\r\n"
    b"Subject: a long\r\n  line\r\nContent-Length: 4\r\n\r\nbody"
)


def test_compact_and_folded_headers_are_read() -> None:
    message = sip.parse(INVITE)
    assert (message.method, message.uri, message.body) == ("INVITE", "sip:12@127.0.0.1:15060", "body")
    assert (message.call_id, message.cseq, message.branch, message.from_tag) == (
        "call-1", (7, "INVITE"), "z9hG4bKabc", "one",
    )  # fmt: skip
    assert message.one("subject") == "a long line"


def test_an_answer_copies_what_it_must() -> None:
    answered = sip.parse(sip.answer(sip.parse(INVITE), 486, "Busy Here", "mine"))
    assert (answered.status, answered.reason, answered.to_tag) == (486, "Busy Here", "mine")
    assert (answered.call_id, answered.cseq, answered.branch) == ("call-1", (7, "INVITE"), "z9hG4bKabc")


def test_no_header_can_smuggle_a_line() -> None:
    with pytest.raises(sip.SipError, match="line break"):
        sip.build("OPTIONS sip:a SIP/2.0", [("Subject", "x\r\nVia: evil")])


@given(st.binary(max_size=600))
def test_hostile_bytes_are_refused_or_read(data: bytes) -> None:
    try:
        message = sip.parse(data)
    except sip.SipError:
        return
    assert message.method or message.status


@given(st.integers(0, len(INVITE)), st.binary(max_size=6), st.integers(0, 12))
def test_a_damaged_message_hurts_neither_end(at: int, junk: bytes, gone: int) -> None:
    data = INVITE[:at] + junk + INVITE[at + gone :]
    poles_sip.read(data)
    try:
        message = sip.parse(data)
        _ = (message.cseq, message.branch, message.to_tag)
        sip.answer(message, 200, "OK", "t")
    except sip.SipError:
        pass


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        uri = sip.uri_of(text)
    except sip.SipError:
        return
    assert 0 < uri.port < 65536
    assert sip.uri_of(str(uri)).host == uri.host


def test_addresses_and_their_passwords() -> None:
    assert sip.uri_of("sip:12@127.0.0.1:15012") == sip.Uri("12", "127.0.0.1", 15012)
    assert sip.uri_of('"Pole" <sip:9@horn.example;transport=udp>;expires=60') == sip.Uri("9", "horn.example")
    secret = sip.uri_of("sip:9:s3cret@horn.example")
    assert secret.password == "s3cret"
    assert str(secret) == "sip:9@horn.example"
    with pytest.raises(sip.SipError) as caught:
        sip.uri_of("sip:9:s3cret@")
    assert "s3cret" not in str(caught.value)


def test_the_digest_of_rfc_2617() -> None:
    challenge = sip.challenge_of(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5c"'
    )
    proof = sip.digest(challenge, "Mufasa", "Circle Of Life", "GET", "/dir/index.html", "0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in proof
    assert 'opaque="5c"' in proof


def test_the_digest_of_rfc_7616_with_sha_256() -> None:
    challenge = sip.challenge_of(
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"'
    )
    proof = sip.digest(
        challenge, "Mufasa", "Circle of Life", "GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    )
    assert 'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"' in proof


def test_the_offer_is_read_by_a_pole_and_its_answer_by_us() -> None:
    offer = sip.offer("10.0.0.1", 4000, {8: "PCMA", 0: "PCMU"}, "sendrecv", 5)
    assert poles_sip.chosen_payload(offer) == 8
    assert sip.media_of(poles_sip.sdp("10.0.0.2", 5000, 0)) == sip.Media("10.0.0.2", 5000, (0,))


@pytest.mark.parametrize("body", ["", "v=0\r\nm=audio 0 RTP/AVP 8\r\n", "m=video 5 RTP/AVP 8\r\nc=IN IP4 1.2.3.4\r\n"])
def test_an_answer_without_sound_is_refused(body: str) -> None:
    with pytest.raises(sip.SipError):
        sip.media_of(body)
