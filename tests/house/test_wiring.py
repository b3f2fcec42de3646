"""Who tells and who listens: the code, the wiring and docs/events.md say the same."""

import re
from collections import Counter

from django_tasks.base import Task

from servicepunt.adapters.queue.registry import known_tasks
from servicepunt.config.schedule import schedule
from servicepunt.domains.logbook.actions import listeners
from tests.house.events import FILE, events, tellers, written
from tests.house.reading import modules, none


def test_the_page_about_events_is_what_the_code_does():
    assert len(events()) > 20
    assert FILE.read_text(encoding="utf-8") == written(), "say `./run house` to write the page again"


def test_an_event_has_a_name_of_its_own_and_a_subject_it_carries():
    none([name for name, times in Counter(event.name for event in events()).items() if times > 1])
    none([event.name for event in events() if not re.fullmatch(r"[a-z]+\.[a-z_]+", event.name)])
    none([event.name for event in events() if event.about and event.about not in event.__dataclass_fields__])


def test_every_event_is_told_by_somebody():
    told = tellers()
    none([event.__name__ for event in events() if not told.get(event.__name__)])


def test_who_listens_is_a_task_and_listens_to_an_event_that_exists():
    wired = listeners()
    assert wired, "nobody listens to anything: the wiring is not connected"
    assert set(wired) <= {event.name for event in events()}
    none([task for tasks in wired.values() for task in tasks if not isinstance(task, Task)])


def test_every_task_is_started_by_the_clock_by_an_event_or_by_name():
    wired = {task.module_path for tasks in listeners().values() for task in tasks}
    clock = {line.task.module_path for line in schedule()}
    called = "\n".join(module.text for module in modules())
    ours = [path for path in known_tasks() if path.startswith("servicepunt.") and ".tests." not in path]
    assert len(ours) > 10
    forgotten = [path for path in ours if path not in wired | clock]
    none([path for path in forgotten if not re.search(rf"\b{path.rpartition('.')[2]}\.(enqueue|using)\(", called)])
