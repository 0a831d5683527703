import json
from datetime import date

import pytest

from stance.errors import SettingError
from stance.estimate.choices import Choices
from stance.records import Event, Translated


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"counting": "votes"}, "counting to be probability or label, got 'votes'"),
        ({"tuning": 1.5}, "tuning from 0 to 1, or None, got 1.5"),
        ({"tuning": float("nan")}, "tuning from 0 to 1, or None, got nan"),
        ({"tuning": "much"}, "tuning from 0 to 1, or None, got 'much'"),
        ({"tuning": True}, "tuning from 0 to 1, or None, got True"),
    ],
)
def test_what_is_not_possible_is_refused(settings, message):
    with pytest.raises(SettingError, match=message):
        Choices(**settings)


def test_the_digest_changes_with_every_choice():
    event = Event(day=date(2014, 3, 18), name=Translated(en="Annexation", id="Aneksasi"))
    changed = [{"level": 0.9}, {"counting": "label"}, {"tuning": 0.0}, {"replications": 200},
               {"minimum": 3}, {"events": (event,)}, {}]  # fmt: skip
    digests = {Choices(**one).described(by="year")["digest"] for one in changed}
    assert len(digests) == len(changed)
    assert Choices().described(by="year") == Choices().described(by="year")


def test_the_description_is_plain_and_whole():
    event = Event(day=date(2014, 3, 18), name=Translated(en="Annexation", id="Aneksasi"))
    said = Choices(events=(event,)).described(by="year", kind="article")
    assert json.loads(json.dumps(said)) == said
    assert said["events"][0]["day"] == "2014-03-18"
    assert (said["by"], said["kind"], said["level"]) == ("year", "article", 0.95)
