"""Core questions for the interviews (kernvragen): the same for everybody, about what somebody did, per competence."""

from collections.abc import Sequence

from servicepunt.domains.tenders.rules.dossier import Dossier

_BY_WORD: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
    (
        ("klant", "service", "dienstverlen"),
        (
            "Wanneer belde iemand boos op omdat een storing al dagen duurde? Wat deed u, en hoe reageerde die persoon?",
            "Vertel over iemand die pas tevreden was toen het echt was opgelost. Hoe wist u dat het goed was?",
            "Wanneer zei u nee tegen een klant? Hoe bracht u dat, en hoe liep het af?",
        ),
    ),
    (
        ("probleem", "problemen", "oplos", "analy"),
        (
            "Vertel over een melding waarvan de oorzaak niet meteen duidelijk was. Welke vragen stelde u als eerste?",
            "Wanneer gaf u een melding door in plaats van haar zelf op te lossen? Hoe koos u dat?",
            "Wanneer kwam er veel tegelijk binnen? Hoe bepaalde u toen wat eerst ging?",
        ),
    ),
    (
        ("communic", "uitleg", "uitleggen", "schriftelijk", "mondeling"),
        (
            "Hoe legt u iemand zonder kennis van ICT uit waarom er een storing is? Doet u het eens voor?",
            "Hoe hield u mensen op de hoogte toen iets langer duurde dan beloofd? Wat schreef of zei u precies?",
            "Wanneer begreep iemand u verkeerd? Hoe merkte u dat, en wat deed u toen?",
        ),
    ),
    (
        ("samenwerk", "team"),
        (
            "Vertel over een klus waarvoor u anderen nodig had. Wat was uw deel?",
            "Wanneer was u het niet eens met een collega? Hoe kwam u er samen uit?",
        ),
    ),
)
_FOR_EVERY = (
    "Wat is een goed voorbeeld uit uw werk waarin dit nodig was? Wat was er aan de hand, en wat deed u zelf?",
    "Hoe liep het af? Wat zou u nu anders doen?",
)


def questions_of(dossier: Dossier) -> dict[str, list[str]]:
    """Return what everybody is asked in an interview, by competence."""
    return {each: asked for each, _, asked in named_questions(dossier)}


def named_questions(dossier: Dossier) -> list[tuple[str, str, list[str]]]:
    """
    Return every competence with its name and the questions about it: what was frozen at publication.

    Before that, and for a competence that came with a correction: what the request says, else ours for its name.
    """
    texts = dossier.draft.texts if dossier.draft else {}
    own = {key.casefold(): lines for key, lines in texts.items()}
    found = []
    for each in dossier.written.get("competenties", ()):
        known = str(each.get("id", ""))
        name = str(each.get("naam") or known)
        asked = dossier.core_questions.get(known) or own.get(f"kernvragen {name}".casefold()) or core_questions(name)
        found.append((known, name, list(asked)))
    return found


def core_questions(competence: str) -> list[str]:
    """
    Return the questions to ask everybody about a competence, by the words in its name.

    >>> len(core_questions("Klantgericht")), len(core_questions("Stressbestendig"))
    (3, 2)
    """
    name = competence.casefold()
    found = next((asked for words, asked in _BY_WORD if any(word in name for word in words)), _FOR_EVERY)
    return list(found)
