"""An offer and a draft with words that stand nowhere else."""

from datetime import timedelta

from django.test import Client

from servicepunt.config import clock
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply.tests.writing import DUTCH, begun, pdf, sent, typed, upload
from servicepunt.foundation.sealing import persons

# In the fields, on the pages of the CV, in the letter, in what is only a draft; and two rates.
WORDS = ("Kwartelei", "Zonnedauw", "Hagedisberg", "Wespendief", "Rietgors", "Nachtzwaluw", "Koekoeksbloem")
RATES = ("83,17", "83.17", "91,43", "91.43")
DRAFTED = ("Draaihals", *RATES[2:])


def plant():
    """Send an offer with the words in it, keep a draft with others, and return the request, client and addresses."""
    persons.COST = persons.person_key.__kwdefaults__["cost"] = 4
    made = cast.published(suppliers=2)
    clock.now = lambda: cast.CLOSING - timedelta(hours=1)
    client = Client()
    client.force_login(made.suppliers[0])
    receipt = sent(
        client,
        content=pdf(f"{DUTCH} {WORDS[3]}"),
        candidate=WORDS[0],
        residence=WORDS[1],
        dba=f"{WORDS[2]} {typed()['dba']}",
        rate=RATES[0],
        **{"reference-1-name": WORDS[4], "item-7-text": WORDS[5], "item-7-periods": "2019-03 tot nu",
           "reference-2-organization": WORDS[6]},
    )  # fmt: skip
    draft = begun(client)
    client.post(draft, typed(cv=upload(pdf(DRAFTED[0])), candidate=DRAFTED[0], rate=RATES[2], then="stay"))
    client.post(f"{draft}bewaar/", {"candidate": DRAFTED[0], "rate": RATES[2]})
    client.get(f"{draft}controle/")
    return made, client, receipt, draft


def traces(content):
    """Return which of the planted words stand in these bytes, in the ways that text is written down."""
    found = []
    for word in (*WORDS, DRAFTED[0], *RATES):
        ways = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode().hex().encode()]
        found += [word for way in ways if way in content or way.lower() in content.lower()][:1]
    return found
