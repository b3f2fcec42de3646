"""Words that suppliers read name no other candidate and no other supplier (invariant 24)."""

from collections.abc import Sequence

from servicepunt.domains.awards.queries.persons import manifest_of, senders
from servicepunt.domains.awards.rules.redacting import others_than
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.refusals import Refused


def names_nobody(tender: Tender, dossier: Dossier, words: str, own: Sequence[str], who: str = "wie klaagt") -> None:
    """Refuse words that the supplier of these offers reads, when another candidate or supplier is named in them."""
    vault = Vault(tender)
    vault.load([each.opened.manifest for each in dossier.offers.values() if each.opened])
    found = {label: manifest_of(vault, each) for label, each in dossier.offers.items()}
    names = {label: each.candidate for label, each in found.items() if each}
    suppliers = {label: each.supplier or each.name for label, each in senders(tender).items()}
    named = [others_than(label, names=names, suppliers=suppliers, rates={}).found_in(words) for label in own or [""]]
    # What is one's own in one offer may stand there, whatever the others of the same supplier are.
    everywhere = [each for each in named[0] if all(each in found for found in named)]
    if everywhere:
        raise Refused(f"'{everywhere[0]}' staat in je tekst; {who} mag niet lezen wie er nog meer meedoet.")
