from servicepunt.design.stylesheet import COMPONENTS, PARTS, STATIC, TARGET, stylesheet


def test_the_served_stylesheet_is_made_of_the_parts():
    assert TARGET.read_text(encoding="utf-8") == stylesheet()


def test_every_part_is_in_the_stylesheet_and_print_comes_last():
    assert {path.stem for path in (STATIC / "components").glob("*.css")} == set(COMPONENTS)
    assert PARTS[-1] == "components/print.css"


def test_the_stylesheet_fetches_nothing_from_elsewhere():
    assert "http" not in stylesheet().replace('a[href^="http"]', "")
    assert "@import" not in stylesheet()
