"""Opening the address of a form."""

import pytest

BROWSER = {"Sec-Fetch-Mode": "navigate"}


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/balie/melding/M2611-0001/bericht/", "/balie/melding/M2611-0001/"),
        ("/balie/melding/M2611-0001/ontkoppelen/M2611-0002/", "/balie/melding/M2611-0001/"),
        ("/balie/wijzig/", "/balie/"),
        ("/balie/ongedaan/7/", "/balie/"),
    ],
)
def test_who_opens_the_address_of_a_form_comes_to_the_page_above(village, client, path, page):
    client.force_login(village.fatima)
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_what_a_program_asks_and_what_is_sent_is_answered_as_ever(village, client):
    client.force_login(village.fatima)
    assert client.get("/balie/wijzig/").status_code == 405
    assert client.post("/balie/nieuw/", headers=BROWSER).status_code == 405
    assert client.get("/balie/melding/M2611-9999/", headers=BROWSER).status_code == 404
