"""Follow-ups find what they refer to; a question that stands alone is left alone."""

import pytest

from assistant.conversation import Answer, Conversation
from assistant.question import understand


def conversation(*questions: str) -> Conversation:
    talk = Conversation("c")
    for question in questions:
        talk = talk.with_turn(Answer(question, question, None, "not_found"))
    return talk


SOYBEANS = "How many tons of soybeans did China promise to buy before the end of 2025?"


@pytest.mark.parametrize(
    "asked",
    [
        "And in each of the following three years?",
        "what about Vietnam?",
        "When does it end?",
        "Did they sign anything on fish?",
        "since when?",
        "OK, and the other ones?",
    ],
)
def test_a_follow_up_is_searched_with_what_it_refers_to(asked: str) -> None:
    understood = understand(asked, conversation(SOYBEANS))
    assert understood.follows_up
    assert "soybeans" in understood.standalone
    assert understood.text == asked


@pytest.mark.parametrize(
    "asked",
    [
        "What additional duty do patented pharmaceuticals from Switzerland pay?",
        "New subject: lumber tariffs?",
        "Let's move on to port fees",
    ],
)
def test_another_topic_leaves_the_old_one_behind(asked: str) -> None:
    understood = understand(asked, conversation(SOYBEANS))
    assert not understood.follows_up
    assert "soybeans" not in understood.standalone


def test_a_chain_of_follow_ups_reaches_back_to_its_topic_and_no_further() -> None:
    talk = conversation(
        "What did Japan promise on rice in the September 2025 order?",
        "Change of topic: how much does a patented medicine from Ireland pay?",
        "and from Japan?",
    )
    understood = understand("from which date?", talk)
    assert "patented medicine" in understood.standalone
    assert "from Japan" in understood.standalone
    assert "rice" not in understood.standalone


@pytest.mark.parametrize("asked", [SOYBEANS, "And what about tea?", "it", "  spaced \n out  question about tea  "])
def test_a_first_question_stands_alone(asked: str) -> None:
    understood = understand(asked, Conversation())
    assert not understood.follows_up
    assert understood.standalone == " ".join(asked.split())


def test_the_more_a_follow_up_says_itself_the_more_its_own_words_count() -> None:
    talk = conversation(SOYBEANS)
    shares = []
    for asked in ("and then?", "and Vietnam?", "Did they sign anything on fish?", "Same for shrimp and frozen squid?"):
        understood = understand(asked, talk)
        assert set(understood.wordings) == {asked, understood.standalone}
        assert sum(understood.wordings.values()) == pytest.approx(1)
        shares.append(understood.wordings[asked])
    assert shares[0] == 0
    assert shares == sorted(shares)


def test_a_question_that_stands_alone_is_searched_in_its_own_words() -> None:
    alone = "What additional duty do patented pharmaceuticals from Switzerland pay?"
    understood = understand(alone, conversation(SOYBEANS))
    assert understood.wordings == {alone: 1}
    assert understood.continues, "it may come back to what was quoted before"
    assert not understand("New subject: lumber tariffs?", conversation(SOYBEANS)).continues
    assert not understand(alone, Conversation()).continues
