"""What holds for every test: which database, which Python, and no deadline on a busy machine."""

import platform
from collections.abc import Callable

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, print_blob=True)
# The second time the same cases are drawn for another database or another Python: fewer will do.
settings.register_profile("again", settings.get_profile("house"), max_examples=25)
settings.load_profile("house")

# These open every page, as everybody.
EVERY_PAGE = {"test_privacy.py", "test_headers.py"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for a second run on another database."""
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only what uses the database: for a second run on another one",
    )
    parser.addoption(
        "--second-python",
        action="store_true",
        help="run what needs no database, and the sweep over every page: for a second run on another Python",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Draw fewer cases in a second run."""
    if config.getoption("--database-only") or config.getoption("--second-python"):
        settings.load_profile("again")


def pytest_report_header() -> str:
    """Say what the tests run on."""
    from django.conf import settings as django_settings  # noqa: PLC0415  # the settings load after this file

    engine = django_settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    return f"servicepunt: Python {platform.python_version()} on {engine}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not touch the database, when asked to."""
    if config.getoption("--database-only"):
        keep_only(lambda item: uses_database(item) and not is_once(item), config, items)
    if config.getoption("--second-python"):
        keep_only(needs_second_python, config, items)


def keep_only(wanted: Callable[[pytest.Item], bool], config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that are not wanted, and let pytest count them."""
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


def needs_second_python(item: pytest.Item) -> bool:
    """Say whether a test has something to tell on another Python: the rules, and the sweep that opens every page."""
    return item.path.name in EVERY_PAGE or not (is_once(item) or uses_database(item))


def is_once(item: pytest.Item) -> bool:
    """Say whether one run of a test says all there is to know."""
    return item.get_closest_marker("once") is not None


def uses_database(item: pytest.Item) -> bool:
    """Say whether a test touches the product's own database."""
    if item.get_closest_marker("django_db"):
        return True
    return bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.fixture
def village(db: None, settings: object, tmp_path: object) -> object:
    """The cast of all tests, in an empty database, with files in a folder of the test's own."""
    from tests.village import make_village  # noqa: PLC0415  # models load after this file

    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings
    return make_village()
