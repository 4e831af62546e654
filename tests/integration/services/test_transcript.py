"""What a page shows after a reload is what was said: by both, once each, with buttons on the present question only."""

from __future__ import annotations

from flows.protocol import FormIn, Message, TapIn, Transcript
from tests.integration.services.conftest import Office
from tests.support.intake import Intake
from tests.support.person import ISOLATES, token_of


async def shown(office: Office, chat: str = "person-1") -> Transcript:
    return await office.gateway.transcript("web", chat)


def by_person(transcript: Transcript) -> list[str]:
    return [message.text.translate(ISOLATES) for message in transcript.messages if message.role == "person"]


def live(transcript: Transcript) -> list[Message]:
    return [message for message in transcript.messages if message.rows]


async def test_a_chat_without_a_conversation_has_no_transcript(office: Office) -> None:
    transcript = await shown(office)
    assert (transcript.conversation, transcript.messages) == (None, [])


async def test_it_is_what_was_said(office: Office) -> None:
    """Every message of every reply after the first (which asked in all languages), in order, with the same ids.

    Somebody from a town that words no question in its own way, and by its link: the page tells questions as they are
    asked now, and names who is responsible as it is known now.
    """
    intake = Intake(office.person(jurisdiction="rhein-kreis-neuss"), {"residence": "41460"})
    said: list[Message] = [*(await intake.begin()).messages]
    while intake.person.reply is not None and "moved_here" not in [message.step for message in said]:
        question = intake._question(intake.person.reply)
        said += (await intake.answer(question)).messages
    transcript = await shown(office)
    told = [message for message in transcript.messages if message.role != "person"]
    assert [(message.id, message.text) for message in told[1:]] == [(message.id, message.text) for message in said]


async def test_only_the_present_question_is_live(office: Office) -> None:
    """faults: A4"""
    intake = office.intake()
    await intake.until("birth")
    assert [message.step for message in live(await shown(office))] == ["birth"]


async def test_the_menu_does_not_take_the_buttons_from_the_question(office: Office) -> None:
    intake = office.intake()
    await intake.until("birth")
    await intake.person.do("/menu")
    steps = [message.step for message in live(await shown(office))]
    assert steps == ["birth", None]


async def test_nothing_is_live_once_everything_is_sent(office: Office) -> None:
    """faults: A4"""
    intake = office.intake()
    reply = await intake.until()
    assert reply.status == "submitted"
    assert live(await shown(office)) == []


async def test_where_nothing_was_sent_the_way_back_is_live(office: Office) -> None:
    intake = office.intake(consent_intake="[no]")
    await intake.until()
    assert [message.rows[0][0].label for message in live(await shown(office))] == ["Neu beginnen"]


async def test_taps_are_told_in_words(office: Office) -> None:
    intake = office.intake()
    await intake.until("residence")
    await intake.person.do("40472")
    await intake.person.do("[Ratingen]")
    await intake.person.do("[Zurück]")
    await intake.person.do("[So lassen]")
    assert by_person(await shown(office))[-4:] == ["40472", "Ratingen (40472)", "Zurück", "Ratingen (40472)"]


async def test_ticks_are_one_answer_and_the_question_stands_once(office: Office) -> None:
    intake = office.intake()
    await intake.until("fields")
    for label in ("Wohnen", "Familie", "Fertig"):
        await intake.person.do(f"[{label}]")
    transcript = await shown(office)
    assert by_person(transcript)[-1] == "Wohnen, Familie"
    assert [message.step for message in transcript.messages].count("fields") == 1


async def test_half_ticked_it_shows_the_ticks(office: Office) -> None:
    intake = office.intake()
    await intake.until("fields")
    await intake.person.do("[Wohnen]")
    (question,) = live(await shown(office))
    assert [button.label for row in question.rows for button in row if button.selected] == ["Wohnen"]


async def test_a_form_is_told_in_words(office: Office) -> None:
    intake = office.intake()
    await intake.until("fields")
    done = intake.person.find("Fertig").data
    await intake.person.send(FormIn(data=str(done), values=["housing", "money"]))
    assert by_person(await shown(office))[-1] == "Wohnen, Geld und Schulden"


async def test_dialogs_are_told_in_words(office: Office) -> None:
    intake = office.intake()
    await intake.until("birth")
    await intake.person.do("/language")
    await intake.person.do("[Українська]")
    await intake.person.do("/delete")
    await intake.person.do("[Ні]")
    await intake.person.do("/edit")
    await intake.person.do("[Lünen]")
    told = by_person(await shown(office))
    assert told[-6:] == [
        "Змінити мову",
        "Українська",
        "Видалити все",
        "Ні, нічого не видаляти",
        "Змінити відповідь",
        "У якому місті чи громаді Ви живете?",  # as her Kreis asks it
    ]


async def test_it_is_told_in_the_language_of_now(office: Office) -> None:
    intake = office.intake()
    await intake.until("birth")
    await intake.person.do("/language ar")
    transcript = await shown(office)
    assert (transcript.lang, transcript.dir) == ("ar", "rtl")
    assert all(message.dir == "rtl" for message in transcript.messages)


async def test_forged_and_stale_taps_put_no_words_in_anybodys_mouth(office: Office) -> None:
    """faults: B (forged callback data)"""
    intake = office.intake()
    await intake.until("birth")
    before = by_person(await shown(office))
    forged = ("zz99.1.of_age.<b>", "....", "a.1.!edit.no", "a.1.!delete.maybe", "a.1.residence.~9", "a.1.gone.x")
    for data in forged:
        await intake.person.send(TapIn(data=data))
    assert by_person(await shown(office)) == before


async def test_another_chat_reads_nothing(office: Office) -> None:
    await office.intake("a").until("birth")
    assert (await shown(office, "b")).messages == []


async def test_the_browser_that_opened_the_link_reads_it_all(office: Office) -> None:
    intake: Intake = office.intake("person-1", "telegram")
    await intake.until("nothing")
    token = token_of(intake.person.link)
    await office.gateway.redeem(token, "web", "browser-1")
    transcript = await shown(office, "browser-1")
    assert "Lünen (44532)" in "".join(message.text for message in transcript.messages).translate(ISOLATES)
    assert [message.step for message in live(transcript)] == ["origin"]
