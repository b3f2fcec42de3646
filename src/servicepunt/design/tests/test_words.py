from datetime import UTC, datetime, timedelta

from servicepunt.design import words

AT = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)


def test_a_moment_reads_as_seen_from_now():
    assert words.moment(AT - timedelta(minutes=55), AT) == "vandaag 09:47"
    assert words.clock_text(AT) == "10:42"
    assert words.iso(AT) == "2026-11-24T09:42+00:00"


def test_a_missing_value_reads_as_nothing():
    assert words.moment(None, AT) == ""
    names = ("day", "full", "clock_text", "iso", "duration", "size", "initials", "paragraphs")
    assert {getattr(words, name)(None) for name in names} == {""}


def test_paragraphs_escape_everything_but_their_own_markup():
    shown = words.paragraphs('<script>x</script>\nregel\r\n\r\n\n"twee" & drie')
    assert shown == "<p>&lt;script&gt;x&lt;/script&gt;<br>regel</p><p>&#34;twee&#34; &amp; drie</p>"


def test_links_are_found_and_only_web_addresses_are_links():
    shown = words.paragraphs("zie https://a.nl/x?a=1&b=<b>). javascript:alert(1) http://b.nl/'onclick=")
    assert '<a href="https://a.nl/x?a=1&amp;b=" rel="noopener noreferrer nofollow">' in shown
    assert 'href="javascript' not in shown
    assert "<b>" not in shown
    assert "onclick=" not in shown.split('href="http://b.nl/')[1].split(">")[0]


def test_a_count_takes_its_noun():
    assert words.plural(1, "melding", "meldingen") == "1 melding"
    assert words.plural(2, "melding", "meldingen") == "2 meldingen"
