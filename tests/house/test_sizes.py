"""Budgets: the tail of the sizes is what makes a code base heavy."""

from collections import defaultdict

from tests.house.reading import SOURCE, Module, modules, none, templates

FUNCTION, PAGE, PERCENTILE, MODULE, TEMPLATE, DOMAIN = 40, 25, 25, 400, 150, 3_000
PAGES = {"desk", "portal", "api"}


def sizes() -> list[tuple[int, str]]:
    return [
        (module.size(node), f"{module.name}:{node.lineno} {node.name}")
        for module in modules()
        for node in module.functions
    ]


def is_page_module(module: Module) -> bool:
    parts = module.path.relative_to(SOURCE).with_suffix("").parts
    if parts[0] == "domains":
        return len(parts) > 2 and parts[2] in PAGES
    return parts[0] == "entrypoints" and ("views" in parts or parts[1] == "ticket" or bool(PAGES & set(parts[2:])))


def test_no_function_is_longer_than_forty_lines_of_code():
    assert len(sizes()) > 200
    none([f"{size} {name}" for size, name in sizes() if size > FUNCTION])


def test_nine_functions_in_ten_are_shorter_than_twenty_five_lines():
    ordered = sorted(size for size, _ in sizes())
    assert ordered[int(len(ordered) * 0.9)] < PERCENTILE


def test_no_page_is_longer_than_twenty_five_lines_of_code():
    pages = [
        (module.size(node), f"{module.name}:{node.lineno} {node.name}")
        for module in modules()
        if is_page_module(module)
        for node in module.functions
        if node.args.args and node.args.args[0].arg == "request"
    ]
    assert len(pages) > 20
    none([f"{size} {name}" for size, name in pages if size > PAGE])


def test_no_module_is_longer_than_four_hundred_lines_of_code():
    none([f"{len(module.code)} {module.name}" for module in modules() if len(module.code) > MODULE])


def test_no_template_is_longer_than_a_hundred_and_fifty_lines():
    lengths = [(len(path.read_text(encoding="utf-8").splitlines()), path) for path in templates()]
    none([f"{length} {path.relative_to(SOURCE)}" for length, path in lengths if length > TEMPLATE])


def test_no_domain_is_longer_than_three_thousand_lines_of_code():
    total: dict[str, int] = defaultdict(int)
    for module in modules():
        parts = module.path.relative_to(SOURCE).parts
        if parts[0] == "domains" and len(parts) > 2:
            total[parts[1]] += len(module.code)
    assert len(total) >= 5
    assert {name: lines for name, lines in total.items() if lines > DOMAIN} == {}
