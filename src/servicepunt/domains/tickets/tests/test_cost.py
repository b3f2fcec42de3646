"""What finding costs on a large desk: both ways to the newest tickets with a word give the same."""

from servicepunt.domains.tickets.queries.search import tickets_with_words


def test_a_word_of_many_tickets_and_a_word_of_one_are_both_found_newest_first(village):
    many = [village.ticket(title=f"Beamer {place}", text="Hij doet het niet.") for place in range(12)]
    one = village.ticket(title="Beamer met weerhaak", text="Hij doet het niet.")
    assert tickets_with_words("beamer") == [one.pk, *(ticket.pk for ticket in reversed(many))]
    assert tickets_with_words("weerhaak") == [one.pk]
    assert tickets_with_words("beamer weerhaak") == [one.pk]
