"""The table: what the figures say of the budgets."""

from servicepunt.entrypoints.bench import report
from servicepunt.entrypoints.bench.cases import Case
from servicepunt.entrypoints.bench.measuring import Figure, middle

MET = {"mails": 100, "mail_cpu": 5, "creates": 200, "web_memory": 150, "worker_memory": 50, "memory": 200, "start": 1}


def figure(server, database, walls=(0.01,)):
    return Figure(walls, server / 1000, database / 1000)


def lines(ours, *, statements=4, p95=15):
    case = Case("werkvoorraad", None, None, 12, 4, p95)
    found = {("werkvoorraad", "ours"): ours, ("werkvoorraad", "reference"): figure(8, 2)}
    return report.lines(found, [case], {"werkvoorraad": statements}, floor=0.5)


def test_a_page_within_its_budgets_is_met():
    [line] = lines(figure(5, 1))
    assert (line.cpu, line.times_floor, line.over) == (6, 12, [])
    assert report.verdict([line], MET) == ["7 van 7 budgetten gehaald"]
    assert "BOVEN" not in "".join(report.table([line], floor=0.5) + report.others(MET))


def test_every_budget_that_is_missed_is_named():
    [line] = lines(figure(5, 1.5, [0.001] * 90 + [0.1] * 10), statements=5)
    assert line.over == [
        "CPU 13.0x de vloer, budget 12x",
        "p95 100 ms, budget 15 ms",
        "5 vragen aan de database, budget 4",
    ]
    told = report.verdict([line], MET | {"mails": 99, "memory": 251})
    assert told[0] == "2 van 7 budgetten gehaald"
    assert [words for words in told if "mail innemen" in words or "geheugen samen" in words] == told[-2:]
    assert "BOVEN BUDGET" in report.table([line], floor=0.5)[-1]


def test_a_database_without_a_server_is_held_to_the_floor_of_one_with():
    assert report.floor_of(figure(0.2, 0), vendor="sqlite") == report.FLOOR
    assert report.floor_of(figure(0.4, 0.1), vendor="postgresql") == 0.5


def test_the_middle_round_counts_for_cpu_and_every_request_for_the_wall():
    rounds = [figure(9, 1, [0.3]), figure(2, 1, [0.1]), figure(4, 2, [0.2])]
    found = middle(rounds)
    assert (found.server, found.database) == (0.004, 0.002)
    assert [found.percentile(part) for part in (50, 95)] == [200, 300]
