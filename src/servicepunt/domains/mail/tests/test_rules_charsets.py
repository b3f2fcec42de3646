"""From bytes to characters, whatever is declared."""

import pytest

from servicepunt.domains.mail.rules.charsets import text_of

TEXT = "Mijn scherm blijft zwart.\r\nGroet, Zo\u00eb"


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-16be", "unicode", "utf-32"])
@pytest.mark.parametrize("text", ["Mijn scherm blijft zwart.\r\n", TEXT, "even"])
def test_plain_text_that_claims_to_be_wide_is_read_as_it_is(declared, text):
    assert text_of(text.encode(), declared) == text


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("text", [TEXT, "\u6211\u7684\u5c4f\u5e55\u4e00\u76f4\u662f\u9ed1\u7684\r\n"])
def test_wide_text_is_read_as_wide(codec, text):
    assert text_of(text.encode(codec), codec) == text
