"""The text that Outlook packs: squeezed RTF becomes readable, and damage never more than that."""

import pytest

from servicepunt.domains.mail.rules.tnef import MOST_RTF, text_of_rtf, unsqueezed

# The two examples of MS-OXRTFCP, section 4.
SIMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_squeezed_rtf_is_what_it_was():
    assert unsqueezed(SIMPLE) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unsqueezed(CROSSING) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert text_of_rtf(unsqueezed(SIMPLE)) == "hello world"


def test_rtf_that_was_not_squeezed_comes_back_as_it_is():
    stored = b"\x00\x00\x00\x00\x05\x00\x00\x00MELA\x00\x00\x00\x00{abc}tail"
    assert unsqueezed(stored) == b"{abc}"
    assert unsqueezed(b"{\\rtf1 x}") == b"{\\rtf1 x}"


@pytest.mark.parametrize("cut", range(16, len(SIMPLE)))
def test_damage_gives_what_was_read_until_then(cut):
    assert b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".startswith(unsqueezed(SIMPLE[:cut])[: max(0, cut - 20)])


def test_a_bomb_stops_at_its_limit():
    assert len(unsqueezed(SIMPLE[:16] + b"\xff" + b"\x00\x0f" * 4_000_000)) <= MOST_RTF + 200
