"""What speaks for a label: exact sums, each kind by its own classifier, letters told by word."""

import numpy as np

from stance.evaluate.speaking import Speaker
from stance.records import LabelledText

TEXTS = [
    LabelledText(text="Rusia menolak berunding, lalu mengancam.", label="", document_id="a"),
    LabelledText(text="ayo damai aja", label="", document_id="a", kind="comment"),
]


def test_the_terms_sum_to_the_difference_of_the_scores(double):
    speaker = Speaker(double)
    for text, features in zip(TEXTS, speaker.features(TEXTS), strict=True):
        model = double.of(text.kind)
        slopes = model.weights[0] - model.weights[2]
        up, down = (speaker.terms(text, features, pair, most=999) for pair in ((0, 2), (2, 0)))
        total = sum(value for _, value in up) - sum(value for _, value in down)
        assert np.isclose(total, (features @ slopes).item(), atol=1e-12)


def test_runs_of_letters_are_told_by_their_word(double):
    speaker = Speaker(double)
    (features, _) = speaker.features(TEXTS)
    told = [term for term, _ in speaker.terms(TEXTS[0], features, (2, 0), most=999)]
    runs = [term for term in told if term.startswith("~")]
    assert runs
    assert {term[1:] for term in runs} <= {"rusia", "menolak", "berunding", "lalu", "mengancam"}


def test_comments_are_told_by_their_own_classifier(double):
    speaker = Speaker(double)
    _, features = speaker.features(TEXTS)
    assert features.shape[1] == len(double.comments.terms)
