"""What a press does, also one that comes late or twice."""

from streamlit.testing.v1 import AppTest

from dashboard import resources
from model.emotion import Emotion


def saved():
    return [annotation.emotion for annotation in resources.store().annotations()]


def run(script):
    app = AppTest.from_function(script).run()
    assert not app.exception


def test_a_press_meant_for_another_answer_decides_nothing(environment):
    def script():
        from dashboard import desk
        from model.emotion import Emotion

        here = desk.sit_down("anna")
        here.fill("They forgot my birthday.", after="a press")
        desk.predict("They forgot my birthday.")
        desk.decide("another answer-1", Emotion.JOY)

    run(script)

    assert saved() == []


def test_the_second_of_two_presses_decides_nothing(environment):
    def script():
        from dashboard import desk
        from model.emotion import Emotion

        here = desk.sit_down("anna")
        here.fill("They forgot my birthday.", after="a press")
        desk.predict("They forgot my birthday.")
        token = here.answer.token
        desk.decide(token, Emotion.SADNESS)
        desk.decide(token, Emotion.JOY)

    run(script)

    assert saved() == [Emotion.SADNESS]
