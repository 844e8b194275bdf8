"""The preview on a phone: the address that is shown is one, and the code says the same."""

import socket

import pytest

from linimasa.preview import nearby


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_preview_for_this_machine_alone_invites_nobody(host: str) -> None:
    assert nearby.invitation(host, 8000) == ""


@pytest.mark.parametrize(
    ("host", "shown"), [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "[2001:db8::7]")]
)
def test_preview_for_one_address_of_a_network_is_announced_with_it(host: str, shown: str) -> None:
    told = nearby.invitation(host, 8123)
    assert told.startswith(f"On a phone in the same network: http://{shown}:8123/\n")
    assert told.endswith("drafts included.")


@pytest.mark.parametrize("host", nearby.ANYWHERE)
def test_preview_for_all_is_announced_with_an_address_of_this_machine(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "::1" if nearby.ANYWHERE[host] is socket.AF_INET6 else "127.0.0.1"
    monkeypatch.setitem(nearby._FAR, nearby.ANYWHERE[host], own)
    told = nearby.invitation(host, 8123)
    shown = f"[{own}]" if ":" in own else own
    assert told.startswith(f"On a phone in the same network: http://{shown}:8123/\n")
    assert told.endswith("drafts included.")
    assert nearby.code(f"http://{shown}:8123/") in told


def test_machine_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(nearby._FAR, socket.AF_INET, "no address")
    assert "in no network" in nearby.invitation("0.0.0.0", 8000)


def test_code_is_a_square_of_half_block_signs() -> None:
    drawn = nearby.code("http://192.0.2.7:8000/").splitlines()
    assert len({len(line) for line in drawn}) == 1
    assert set("".join(drawn)) <= set(" █▀▄")
