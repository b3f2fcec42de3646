import json
import logging

import pytest

from servicepunt.config.logging import JsonLine


def line(name="servicepunt.x", message="hello", *arguments, error=None, **extra):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.INFO, "x.py", 1, message, arguments, info)
    record.__dict__.update(extra)
    return json.loads(JsonLine().format(record))


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_line_is_json_with_the_known_fields_and_no_others():
    read = line(message="request", route="tickets:ticket", status=200, ms=4.2, person=7, name_of_caller="Joost")

    assert read["at"].endswith("+00:00")
    assert (read["level"], read["from"], read["message"]) == ("info", "servicepunt.x", "request")
    assert (read["route"], read["status"], read["ms"], read["person"]) == ("tickets:ticket", 200, 4.2, 7)
    assert "Joost" not in json.dumps(read)


@pytest.mark.parametrize("name", ["servicepunt.mail", "imapclient", "granian"])
def test_an_address_never_reaches_the_log(name):
    read = line(name, "letter of <joost.visser+werk@voorbeeld.nl>, from %s", "els@voorbeeld.nl")

    assert "@" not in json.dumps(read)


def test_what_others_fill_in_stays_out():
    read = line("django.request", "%s: %s", "Not Found", "/balie/personen/?q=joost", status_code=404)

    assert read["message"] == "Not Found"
    assert read["status"] == 404
    assert line("imapclient", "%s: %s", "x", "joost")["message"] == "imapclient"
    assert line("imapclient", "no answer from %-8s in %.1f s", "joost", 2)["message"] == "no answer from … in … s"


def test_an_error_is_told_by_kind_and_place_without_its_words():
    read = line(error=raised(ValueError("joost@voorbeeld.nl heeft geen account")))

    assert read["error"].startswith("ValueError (")
    assert "test_logging.py:" in read["error"]
    assert "joost" not in json.dumps(read)


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route_and_carries_its_number(client, caplog):
    with caplog.at_level(logging.INFO, "servicepunt.request"):
        answer = client.get("/gezond/?naam=joost")
    (record,) = [record for record in caplog.records if record.name == "servicepunt.request"]

    assert (record.method, record.route, record.status, record.person) == ("GET", "health:alive", 200, None)
    assert "joost" not in str(record.__dict__)
    assert len(answer.headers["X-Request-ID"]) == 16
