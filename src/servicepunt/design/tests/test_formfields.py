"""Forms that share their fields refuse as others do, each for what was typed in it."""

from django import forms

from servicepunt.design.formfields import Choice, Dutch, Fixed, Words


class _Question(Dutch, forms.Form):
    title = Words(ask="Vul een titel in.", most=5)
    kind = Choice(ask="Kies een soort.", choices=[("a", "A")])
    amount = forms.IntegerField()


class _Fixed(Fixed, _Question):
    pass


TYPED = [{}, {"title": "Te lang", "kind": "b", "amount": "x"}, {"title": "Goed", "kind": "a", "amount": "3"}]


def test_a_form_that_shares_its_fields_refuses_in_the_words_of_any_other():
    for typed in (*TYPED, *TYPED):
        plain, fixed = _Question(typed), _Fixed(typed)
        assert fixed.errors == plain.errors
        assert fixed.cleaned_data == plain.cleaned_data
    assert _Fixed({"title": "Te lang"}).errors["amount"] == ["Vul dit in."]


def test_its_fields_are_made_once_and_each_form_has_its_own_list_of_them():
    one, other = _Fixed(TYPED[1]), _Fixed(TYPED[2])
    assert one.fields["title"] is other.fields["title"]
    del one.fields["amount"]
    assert "amount" in other.fields
    assert "amount" in _Fixed().fields
    assert other.is_valid()
