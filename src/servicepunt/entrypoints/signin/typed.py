"""What somebody typed into a form that could not be taken."""

from collections.abc import Mapping

_SECRET = ("password", "wachtwoord", "passphrase", "secret", "token", "code", "credential", "csrf")
_MOST = 100_000


def typed_texts(posted: Mapping[str, object]) -> list[str]:
    """
    Return the texts of a form worth giving back: what has a space or a line in it, never a secret.

    >>> typed_texts({"csrfmiddlewaretoken": "abc", "text": "Dag Joost,", "seen": "3", "new_password": "a b"})
    ['Dag Joost,']
    """
    texts = []
    for name, value in posted.items():
        text = str(value).strip()
        if any(char.isspace() for char in text) and not any(word in name.lower() for word in _SECRET):
            texts.append(text[:_MOST])
    return texts
